SELECT s.id, s.used, CAST(COALESCE(u.bytes, 0) AS BIGINT), s.reserved, CAST(COALESCE(r.bytes, 0) AS BIGINT), s.stamp,
    COALESCE((SELECT MAX(e.stamp) FROM event e WHERE e.space_id = s.id), 0),
    CASE WHEN s.status >= 2 THEN 2 ELSE
        (SELECT COUNT(*) FROM node n WHERE n.id IN (s.root_id, s.safe_id) AND n.parent_id IS NULL AND n.space_id = s.id) END
FROM space s
LEFT JOIN (
    SELECT n.space_id, SUM(v.size) AS bytes FROM version v JOIN node n ON n.id = v.node_id GROUP BY n.space_id
) u ON u.space_id = s.id
LEFT JOIN (SELECT space_id, SUM(size) AS bytes FROM upload GROUP BY space_id) r ON r.space_id = s.id
WHERE s.id > ?1 AND s.status <> 3 AND NOT EXISTS (SELECT 1 FROM space h WHERE h.status = 3 AND h.heir_id = s.id) AND (
    s.used <> COALESCE(u.bytes, 0)
    OR s.reserved <> COALESCE(r.bytes, 0)
    OR s.stamp < COALESCE((SELECT MAX(e.stamp) FROM event e WHERE e.space_id = s.id), 0)
    OR s.status < 2 AND 2 <> (SELECT COUNT(*) FROM node n WHERE n.id IN (s.root_id, s.safe_id) AND n.parent_id IS NULL AND n.space_id = s.id))
ORDER BY s.id LIMIT ?2

SELECT s.id, s.used,
    (SELECT CAST(COALESCE(SUM(v.size), 0) AS BIGINT) FROM node n JOIN version v ON v.node_id = n.id WHERE n.space_id = s.id),
    s.reserved,
    (SELECT CAST(COALESCE(SUM(u.size), 0) AS BIGINT) FROM upload u WHERE u.space_id = s.id),
    s.stamp,
    COALESCE((SELECT MAX(e.stamp) FROM event e WHERE e.space_id = s.id), 0),
    CASE WHEN s.status >= 2 THEN 2 ELSE
        (SELECT COUNT(*) FROM node n WHERE n.id IN (s.root_id, s.safe_id) AND n.parent_id IS NULL AND n.space_id = s.id) END
FROM space s WHERE s.id = ?1

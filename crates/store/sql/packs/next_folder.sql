SELECT n.id, n.kind, n.name, n.sort_key, n.edited_at, CAST(NULL AS BIGINT), n.size
FROM node n
WHERE n.parent_id = ?1 AND n.recycled_at IS NULL AND n.kind = 0 AND (n.sort_key, n.id) > (?2, ?3)
ORDER BY n.sort_key, n.id
LIMIT 1

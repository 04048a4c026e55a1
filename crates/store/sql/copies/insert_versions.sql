INSERT INTO version (id, node_id, number, blob_id, size, creator_id, created_at)
SELECT c.version_id, c.id, 1, v.blob_id, v.size, CAST(?5 AS BIGINT), v.created_at
FROM node c
JOIN node s ON s.parent_id = ?1 AND s.name_key = c.name_key AND s.recycled_at IS NULL
JOIN version v ON v.id = s.version_id
WHERE c.parent_id = ?2 AND c.recycled_at IS NULL AND c.name_key > ?3 AND c.name_key <= ?4

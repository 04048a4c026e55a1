INSERT INTO version (id, node_id, number, blob_id, size, creator_id, created_at)
SELECT c.version_id, c.id, 1, v.blob_id, v.size, CAST(?3 AS BIGINT), v.created_at
FROM node c, node s JOIN version v ON v.id = s.version_id
WHERE c.id = ?1 AND s.id = ?2

INSERT INTO copy_folder (job_id, copy_id, source_id, after_key)
SELECT CAST(?1 AS BIGINT), c.id, s.id, ''
FROM node c
JOIN node s ON s.parent_id = ?2 AND s.name_key = c.name_key AND s.recycled_at IS NULL
WHERE c.parent_id = ?3 AND c.recycled_at IS NULL AND c.kind = 0 AND c.name_key > ?4 AND c.name_key <= ?5

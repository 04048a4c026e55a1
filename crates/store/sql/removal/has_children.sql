SELECT 1 FROM node WHERE parent_id = ?1 AND recycled_at IS NULL
UNION ALL
SELECT 1 FROM node WHERE parent_id = ?1 AND recycled_at IS NOT NULL
LIMIT 1

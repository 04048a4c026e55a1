SELECT id, size FROM node WHERE parent_id = ?1 AND recycled_at IS NULL AND kind = 1
UNION ALL
SELECT id, size FROM node WHERE parent_id = ?1 AND recycled_at IS NOT NULL AND kind = 1
LIMIT ?2

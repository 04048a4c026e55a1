SELECT id, marks FROM node WHERE parent_id = ?1 AND recycled_at IS NULL AND kind = 0
UNION ALL
SELECT id, marks FROM node WHERE parent_id = ?1 AND recycled_at IS NOT NULL AND kind = 0
LIMIT 1

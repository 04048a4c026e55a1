SELECT parent_id, MIN(id), COUNT(*) FROM node WHERE recycled_at IS NULL AND parent_id IS NOT NULL
GROUP BY parent_id, name_key HAVING COUNT(*) > 1 LIMIT ?1

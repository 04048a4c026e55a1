UPDATE node SET parent_id = ?3, root_id = ?4
WHERE id IN (SELECT id FROM node WHERE parent_id = ?1 AND recycled_at IS NOT NULL AND erased_at IS NULL LIMIT ?2)

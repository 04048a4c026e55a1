SELECT id FROM node WHERE root_id = ?1 AND recycled_at IS NOT NULL AND erased_at IS NULL LIMIT 1

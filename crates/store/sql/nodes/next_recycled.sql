SELECT recycled_at, id FROM node
WHERE root_id = ?1 AND recycled_at IS NOT NULL AND recycled_at <= ?2 AND (recycled_at, id) > (?3, ?4)
ORDER BY recycled_at, id LIMIT 1

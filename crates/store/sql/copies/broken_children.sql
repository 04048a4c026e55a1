SELECT n.id, n.name_key FROM node n
WHERE n.parent_id = ?1 AND n.marks & 1 = 1 AND n.recycled_at IS NULL AND n.name_key > ?2
ORDER BY n.name_key

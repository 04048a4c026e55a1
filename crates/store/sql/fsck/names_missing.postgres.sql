SELECT n.id, n.space_id, n.name FROM node n
WHERE n.id > ?1 AND n.id <= ?2 AND n.parent_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM node_name f WHERE f.node_id = n.id)
ORDER BY n.id

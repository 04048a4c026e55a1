SELECT f.node_id FROM node_name f
WHERE f.node_id > ?1 AND f.node_id <= ?2 AND NOT EXISTS (SELECT 1 FROM node n WHERE n.id = f.node_id)
ORDER BY f.node_id

-- Of what is in a space that is being deleted, everything goes.
SELECT g.node_id FROM node_guard g
LEFT JOIN space s ON s.id = g.space_id
WHERE g.node_id > ?1 AND COALESCE(s.status, 0) <> 2 AND NOT EXISTS (SELECT 1 FROM node n WHERE n.id = g.node_id)
ORDER BY g.node_id LIMIT ?2

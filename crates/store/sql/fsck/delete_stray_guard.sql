DELETE FROM node_guard WHERE node_id = ?1 AND NOT EXISTS (SELECT 1 FROM node n WHERE n.id = node_guard.node_id)

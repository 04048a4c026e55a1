SELECT 1 FROM node_grant WHERE role_id = ?1 LIMIT 1

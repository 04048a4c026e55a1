SELECT 1 FROM node_grant g JOIN space s ON s.id = g.space_id
WHERE g.role_id = ?1 AND s.kind = ?2 AND s.owner_id <> ?3 LIMIT 1

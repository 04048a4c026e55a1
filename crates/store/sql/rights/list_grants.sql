SELECT g.subject_kind, g.subject_id, g.role_id, r.name, r.rights, g.granter_id, g.created_at
FROM node_grant g LEFT JOIN role r ON r.id = g.role_id
WHERE g.node_id = ?1 ORDER BY g.subject_kind, g.subject_id, g.role_id LIMIT ?2

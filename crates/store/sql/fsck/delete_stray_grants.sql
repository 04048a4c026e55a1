DELETE FROM node_grant WHERE node_id = ?1 AND (
    NOT EXISTS (SELECT 1 FROM node n WHERE n.id = node_grant.node_id)
    OR (subject_kind = 1 AND NOT EXISTS (SELECT 1 FROM member m WHERE m.id = node_grant.subject_id AND m.status <> 3))
    OR (subject_kind = 2 AND NOT EXISTS (SELECT 1 FROM user_group u WHERE u.id = node_grant.subject_id))
    OR (subject_kind = 3 AND NOT EXISTS (SELECT 1 FROM department d WHERE d.id = node_grant.subject_id))
    OR (role_id > 5 AND NOT EXISTS (SELECT 1 FROM role r WHERE r.id = node_grant.role_id)))

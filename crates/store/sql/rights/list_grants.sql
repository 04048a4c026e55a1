SELECT g.subject_kind, g.subject_id, g.role_id, r.name, r.rights, g.granter_id, g.created_at,
    COALESCE(CASE g.subject_kind
        WHEN 1 THEN (SELECT m.name FROM member m WHERE m.id = g.subject_id)
        WHEN 2 THEN (SELECT u.name FROM user_group u WHERE u.id = g.subject_id)
        ELSE (SELECT d.name FROM department d WHERE d.id = g.subject_id)
    END, ''),
    COALESCE((SELECT m.name FROM member m WHERE m.id = g.granter_id), '')
FROM node_grant g LEFT JOIN role r ON r.id = g.role_id
WHERE g.node_id = ?1 AND (g.subject_kind, g.subject_id, g.role_id) > (?2, ?3, ?4)
ORDER BY g.subject_kind, g.subject_id, g.role_id LIMIT ?5

-- Of what is in a space that is being deleted, everything goes. The small ids are those of built-in roles.
SELECT DISTINCT g.node_id FROM node_grant g
LEFT JOIN space s ON s.id = g.space_id
WHERE g.node_id > ?1 AND COALESCE(s.status, 0) <> 2 AND (
    NOT EXISTS (SELECT 1 FROM node n WHERE n.id = g.node_id)
    OR (g.subject_kind = 1 AND NOT EXISTS (SELECT 1 FROM member m WHERE m.id = g.subject_id AND m.status <> 3))
    OR (g.subject_kind = 2 AND NOT EXISTS (SELECT 1 FROM user_group u WHERE u.id = g.subject_id))
    OR (g.subject_kind = 3 AND NOT EXISTS (SELECT 1 FROM department d WHERE d.id = g.subject_id))
    OR (g.role_id > 5 AND NOT EXISTS (SELECT 1 FROM role r WHERE r.id = g.role_id)))
ORDER BY g.node_id LIMIT ?2

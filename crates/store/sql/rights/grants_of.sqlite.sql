WITH RECURSIVE up (id, parent_id, level) AS (
    SELECT id, parent_id, 0 FROM department WHERE id = ?3
    UNION ALL
    SELECT d.id, d.parent_id, up.level + 1 FROM up JOIN department d ON d.id = up.parent_id WHERE up.level < 64
)
SELECT g.node_id, g.subject_kind, g.subject_id, g.role_id, r.rights
FROM json_each(?1) j CROSS JOIN node_grant g LEFT JOIN role r ON r.id = g.role_id
WHERE g.node_id = j.value AND (
    (g.subject_kind = 1 AND g.subject_id = ?2)
    OR (g.subject_kind = 2 AND EXISTS (SELECT 1 FROM group_member m WHERE m.group_id = g.subject_id AND m.member_id = ?2))
    OR (g.subject_kind = 3 AND g.subject_id IN (SELECT id FROM up))
)

WITH RECURSIVE up (id, parent_id, level) AS (
    SELECT id, parent_id, 0 FROM department WHERE id = ?2
    UNION ALL
    SELECT d.id, d.parent_id, up.level + 1 FROM up JOIN department d ON d.id = up.parent_id WHERE up.level < 64
), mine (space_id) AS (
    SELECT g.space_id FROM node_grant g WHERE g.subject_kind = 1 AND g.subject_id = ?1
    UNION
    SELECT g.space_id FROM group_member m JOIN node_grant g ON g.subject_kind = 2 AND g.subject_id = m.group_id
    WHERE m.member_id = ?1
    UNION
    SELECT g.space_id FROM up JOIN node_grant g ON g.subject_kind = 3 AND g.subject_id = up.id
)
SELECT space_id FROM mine ORDER BY space_id LIMIT ?3

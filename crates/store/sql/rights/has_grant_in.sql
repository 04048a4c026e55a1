WITH RECURSIVE up (id, parent_id, level) AS (
    SELECT id, parent_id, 0 FROM department WHERE id = ?3
    UNION ALL
    SELECT d.id, d.parent_id, up.level + 1 FROM up JOIN department d ON d.id = up.parent_id WHERE up.level < 64
)
SELECT 1 FROM node_grant g WHERE g.subject_kind = 1 AND g.subject_id = ?2 AND g.space_id = ?1
UNION ALL
SELECT 1 FROM group_member m JOIN node_grant g ON g.subject_kind = 2 AND g.subject_id = m.group_id AND g.space_id = ?1
WHERE m.member_id = ?2
UNION ALL
SELECT 1 FROM up JOIN node_grant g ON g.subject_kind = 3 AND g.subject_id = up.id AND g.space_id = ?1
LIMIT 1

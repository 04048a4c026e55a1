-- Who has left is not named any more by what named him before.
WITH RECURSIVE up (id, parent_id, level) AS (
    SELECT id, parent_id, 0 FROM department WHERE id = ?3
    UNION ALL
    SELECT d.id, d.parent_id, up.level + 1 FROM up JOIN department d ON d.id = up.parent_id WHERE up.level < 64
)
SELECT t.target_id FROM share_target t
WHERE t.share_id = ?1
    AND t.named_at > COALESCE((SELECT r.left_at FROM share_reader r WHERE r.member_id = ?2 AND r.share_id = ?1), -1)
    AND (
        (t.kind = 2 AND t.target_id = ?2)
        OR (t.kind = 1 AND EXISTS (SELECT 1 FROM group_member gm WHERE gm.group_id = t.target_id AND gm.member_id = ?2))
        OR (t.kind = 0 AND t.target_id IN (SELECT up.id FROM up)))
LIMIT 1

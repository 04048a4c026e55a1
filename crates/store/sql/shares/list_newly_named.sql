-- People whom a share names since ?2, unless it named them before and they have not left it.
WITH RECURSIVE down (id, fresh) AS (
    SELECT t.target_id, t.named_at = ?2 FROM share_target t WHERE t.share_id = ?1 AND t.kind = 0 AND t.named_at <= ?2
    UNION
    SELECT d.id, down.fresh FROM down JOIN department d ON d.parent_id = down.id
),
people (id) AS (
    SELECT m.id FROM down CROSS JOIN member m WHERE down.fresh AND m.department_id = down.id AND m.id > ?5
    UNION
    SELECT gm.member_id FROM share_target t CROSS JOIN group_member gm
    WHERE t.share_id = ?1 AND t.kind = 1 AND t.named_at = ?2 AND gm.group_id = t.target_id AND gm.member_id > ?5
    UNION
    SELECT t.target_id FROM share_target t WHERE t.share_id = ?1 AND t.kind = 2 AND t.named_at = ?2 AND t.target_id > ?5
)
SELECT m.id FROM people p JOIN member m ON m.id = p.id
WHERE m.tenant_id = ?3 AND m.id <> ?4 AND m.status <> 3
    AND (
        EXISTS (SELECT 1 FROM share_reader r WHERE r.member_id = m.id AND r.share_id = ?1 AND r.left_at IS NOT NULL)
        OR NOT (
            m.department_id IN (SELECT down.id FROM down WHERE NOT down.fresh)
            OR EXISTS (
                SELECT 1 FROM share_target t WHERE t.share_id = ?1 AND t.named_at < ?2 AND (
                    (t.kind = 2 AND t.target_id = m.id)
                    OR (t.kind = 1 AND EXISTS (
                        SELECT 1 FROM group_member gm WHERE gm.group_id = t.target_id AND gm.member_id = m.id))))))
ORDER BY m.id LIMIT ?6

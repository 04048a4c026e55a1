-- A page of people whom a share names since ?2, by id, and whether they are news to it: it did not name
-- them before, or they have left it. What is asked of each is asked of the page alone.
WITH RECURSIVE down (id, fresh) AS (
    SELECT t.target_id, t.named_at = ?2 FROM share_target t WHERE t.share_id = ?1 AND t.kind = 0 AND t.named_at <= ?2
    UNION
    SELECT d.id, down.fresh FROM down JOIN department d ON d.parent_id = down.id
),
people (id) AS (
    SELECT x.id FROM (
        SELECT m.id FROM down CROSS JOIN member m WHERE down.fresh AND m.department_id = down.id AND m.id > ?5
        ORDER BY m.id LIMIT ?6) x
    UNION
    SELECT x.member_id FROM (
        SELECT DISTINCT gm.member_id FROM share_target t CROSS JOIN group_member gm
        WHERE t.share_id = ?1 AND t.kind = 1 AND t.named_at = ?2 AND gm.group_id = t.target_id AND gm.member_id > ?5
        ORDER BY gm.member_id LIMIT ?6) x
    UNION
    SELECT t.target_id FROM share_target t WHERE t.share_id = ?1 AND t.kind = 2 AND t.named_at = ?2 AND t.target_id > ?5
),
page (id) AS (SELECT people.id FROM people ORDER BY people.id LIMIT ?6)
SELECT p.id, m.id IS NOT NULL AND (
    EXISTS (SELECT 1 FROM share_reader r WHERE r.member_id = p.id AND r.share_id = ?1 AND r.left_at IS NOT NULL)
    OR NOT (
        m.department_id IN (SELECT down.id FROM down WHERE NOT down.fresh)
        OR EXISTS (
            SELECT 1 FROM share_target t WHERE t.share_id = ?1 AND t.named_at < ?2 AND (
                (t.kind = 2 AND t.target_id = p.id)
                OR (t.kind = 1 AND EXISTS (
                    SELECT 1 FROM group_member gm WHERE gm.group_id = t.target_id AND gm.member_id = p.id))))))
FROM page p
LEFT JOIN member m ON m.id = p.id AND m.tenant_id = ?3 AND m.id <> ?4 AND m.status <> 3
ORDER BY p.id

SELECT s.id, s.tenant_id, s.kind, s.owner_id, COALESCE(m.name, d.name, g.name, ''), s.status, s.capacity, s.used,
    s.reserved, s.root_id, s.safe_id, s.creator_id, s.created_at, s.modifier_id, s.updated_at, s.stamp
FROM space s
LEFT JOIN member m ON s.kind = 1 AND m.id = s.owner_id
LEFT JOIN department d ON s.kind = 0 AND d.id = s.owner_id
LEFT JOIN user_group g ON s.kind = 2 AND g.id = s.owner_id
WHERE s.tenant_id = ?1 AND s.status < 2 AND (
    (s.kind = 1 AND s.owner_id = ?2)
    OR (s.kind = 0 AND s.owner_id = (SELECT department_id FROM member WHERE id = ?2))
    OR (s.kind = 2 AND s.owner_id IN (SELECT group_id FROM group_member WHERE member_id = ?2)))
ORDER BY s.kind, s.id LIMIT ?3

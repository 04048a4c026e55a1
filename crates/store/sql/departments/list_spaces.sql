SELECT d.id, d.tenant_id, d.parent_id, d.name,
    (SELECT COUNT(*) FROM member m WHERE m.department_id = d.id AND m.status < 3),
    s.id, s.tenant_id, s.kind, s.owner_id, d.name, s.status, s.capacity, s.used, s.reserved, s.root_id, s.safe_id, s.creator_id, s.created_at, s.modifier_id, s.updated_at, s.stamp
FROM (
    SELECT d.id FROM department d
    WHERE d.tenant_id = ?1
    AND d.id IN (
        WITH RECURSIVE down (id, level) AS (
            SELECT id, 1 FROM department WHERE id = ?2 AND tenant_id = ?1
            UNION ALL
            SELECT c.id, down.level + 1 FROM down JOIN department c ON c.parent_id = down.id WHERE down.level < 64
        )
        SELECT id FROM down)
    AND (?3 = '' OR d.name_key LIKE ?3 ESCAPE '\' OR EXISTS (
        SELECT 1 FROM member a WHERE a.department_id = d.id AND a.role = 0 AND a.status < 3 AND a.name_key LIKE ?3 ESCAPE '\'))
    ORDER BY d.id DESC LIMIT ?5 OFFSET ?4
) page
JOIN department d ON d.id = page.id
LEFT JOIN space s ON s.tenant_id = d.tenant_id AND s.kind = 0 AND s.owner_id = d.id AND s.status < 2
ORDER BY d.id DESC

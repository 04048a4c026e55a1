SELECT COUNT(*) FROM department d
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

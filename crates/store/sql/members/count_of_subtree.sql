-- The plus keeps SQLite from going through everybody of the tenant.
SELECT COUNT(*) FROM member m
WHERE +m.tenant_id = ?1 AND m.department_id IN (
        WITH RECURSIVE down (id, level) AS (
            SELECT id, 1 FROM department WHERE id = ?2 AND tenant_id = ?1
            UNION ALL
            SELECT c.id, down.level + 1 FROM down JOIN department c ON c.parent_id = down.id WHERE down.level < 64
        )
        SELECT id FROM down)
    AND m.status < 3
    AND (?3 = '' OR m.name_key LIKE ?3 ESCAPE '\' OR (?4 <> '' AND m.mobile LIKE ?4 ESCAPE '\'))
    AND (CAST(?5 AS BIGINT) < 0 OR (CAST(?5 AS BIGINT) = 2) <> (m.id IN (
        SELECT s.owner_id FROM space s WHERE s.tenant_id = ?1 AND s.kind = 1 AND s.status < 2 AND CAST(?5 AS BIGINT) IN (2, s.status))))

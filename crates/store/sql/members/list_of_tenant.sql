SELECT m.id, m.tenant_id, m.name, m.subject, m.department_id, d.name, m.mobile, m.email, m.role, m.status,
    p.id, p.status, p.capacity, p.used
FROM (
    SELECT m.id FROM member m
    WHERE CAST(?2 AS BIGINT) = 0 AND m.tenant_id = ?1
    AND m.status < 3
    AND (?3 = '' OR m.name_key LIKE ?3 ESCAPE '\' OR (?4 <> '' AND m.mobile LIKE ?4 ESCAPE '\'))
    AND (CAST(?5 AS BIGINT) < 0 OR (CAST(?5 AS BIGINT) = 2) <> (m.id IN (
        SELECT s.owner_id FROM space s WHERE s.tenant_id = ?1 AND s.kind = 1 AND s.status < 2 AND CAST(?5 AS BIGINT) IN (2, s.status))))
    ORDER BY m.id DESC LIMIT ?7 OFFSET ?6
) page
JOIN member m ON m.id = page.id
JOIN department d ON d.id = m.department_id
LEFT JOIN space p ON p.tenant_id = m.tenant_id AND p.kind = 1 AND p.owner_id = m.id AND p.status < 2
ORDER BY m.id DESC

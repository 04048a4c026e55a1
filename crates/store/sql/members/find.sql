SELECT m.id, m.tenant_id, m.name, m.subject, m.department_id, d.name, m.mobile, m.email, m.role, m.status
FROM member m
JOIN department d ON d.id = m.department_id
WHERE m.tenant_id = ?1 AND m.id = ?2 AND m.status < 3

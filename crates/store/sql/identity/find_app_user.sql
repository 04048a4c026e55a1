SELECT m.role, m.department_id, m.status
FROM member m
WHERE m.id = ?2 AND m.tenant_id = ?1

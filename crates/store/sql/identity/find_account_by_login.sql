SELECT a.login, a.password, m.id, m.tenant_id, m.department_id, m.name, m.subject, m.role, m.status
FROM account a
JOIN member m ON m.id = a.member_id
WHERE a.login = ?1

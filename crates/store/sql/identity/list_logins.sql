SELECT a.login, m.id, m.tenant_id, m.name, m.role, m.status
FROM account a
JOIN member m ON m.id = a.member_id
WHERE a.login > ?1
ORDER BY a.login
LIMIT ?2

SELECT a.login, a.password, m.id, m.tenant_id, m.department_id, m.name, m.subject, m.role, m.status
FROM account a
JOIN member m ON m.id = a.member_id
WHERE m.email IN (?1, ?2) AND m.email <> ''
    AND (SELECT COUNT(*) FROM (SELECT id FROM tenant LIMIT 2) t) = 1
LIMIT 2

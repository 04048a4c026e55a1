SELECT m.id, m.tenant_id, m.name, m.subject, m.department_id, m.role, m.status, t.name,
    (SELECT COUNT(*) FROM member c WHERE c.tenant_id = t.id AND c.status < 3)
FROM member m
JOIN tenant t ON t.id = m.tenant_id
WHERE m.tenant_id = ?1 AND m.id = ?2

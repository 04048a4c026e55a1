SELECT id, name, status
FROM member
WHERE tenant_id = ?1 AND subject = ?2

SELECT COUNT(*)
FROM member
WHERE tenant_id = ?1 AND status < 3

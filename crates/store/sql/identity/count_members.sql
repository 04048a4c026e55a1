SELECT COUNT(*)
FROM member
WHERE tenant_id = ?1

SELECT id
FROM department
WHERE tenant_id = ?1 AND id = ?2

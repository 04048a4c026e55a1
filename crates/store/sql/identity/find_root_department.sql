SELECT id
FROM department
WHERE tenant_id = ?1 AND parent_id IS NULL

SELECT id, tenant_id, parent_id, name
FROM department
WHERE tenant_id = ?1 AND id = ?2

SELECT id, tenant_id, parent_id, name
FROM department
WHERE tenant_id = ?1 AND parent_id IS NULL AND (?2 = '' OR name_key LIKE ?2 ESCAPE '\')

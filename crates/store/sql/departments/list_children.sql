SELECT id, tenant_id, parent_id, name
FROM department
WHERE parent_id = ?1 AND (?2 = '' OR name_key LIKE ?2 ESCAPE '\')
ORDER BY id LIMIT ?3

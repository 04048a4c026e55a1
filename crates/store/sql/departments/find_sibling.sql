SELECT id FROM department WHERE tenant_id = ?1 AND parent_id = ?2 AND name_key = ?3

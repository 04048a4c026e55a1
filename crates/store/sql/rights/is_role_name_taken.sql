SELECT 1 FROM role WHERE tenant_id = ?1 AND name_key = ?2 AND id <> ?3

SELECT id, tenant_id, name, rights, creator_id, created_at, updated_at FROM role
WHERE tenant_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3

SELECT id, tenant_id, name, rights, creator_id, created_at, updated_at FROM role WHERE id = ?1 AND tenant_id = ?2

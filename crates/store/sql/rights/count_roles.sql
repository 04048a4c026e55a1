SELECT count(*) FROM role WHERE tenant_id = ?1

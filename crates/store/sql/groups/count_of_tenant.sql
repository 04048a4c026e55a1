SELECT COUNT(*) FROM user_group WHERE tenant_id = ?1 AND source_type = ?2

SELECT heir_id FROM member WHERE tenant_id = ?1 AND id = ?2

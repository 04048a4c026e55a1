SELECT id, name, subject FROM member WHERE tenant_id = ?1 AND id = ?2

SELECT id FROM member WHERE tenant_id = ?1 AND role = 2 AND status IN (0, 2) ORDER BY id LIMIT ?2

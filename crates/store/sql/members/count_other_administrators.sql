SELECT COUNT(*) FROM member
WHERE tenant_id = ?1 AND role = 2 AND status IN (0, 2) AND id <> ?2

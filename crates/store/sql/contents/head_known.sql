SELECT 1 FROM blob WHERE tenant_id = ?1 AND head_sha256 = ?2 AND sealed = ?3 LIMIT 1

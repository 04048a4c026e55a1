SELECT 1 FROM blob WHERE tenant_id = ?1 AND head_sha256 = ?2 AND sealed = ?3
AND (size = ?4 OR (size >= ?5 AND ?4 >= ?5)) LIMIT 1

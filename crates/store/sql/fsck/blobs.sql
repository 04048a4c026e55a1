SELECT id, tenant_id, size, sha256, sha1, head_sha256, seal FROM blob WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3

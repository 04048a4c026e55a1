SELECT id, tenant_id, size, sha256, sha1, seal, refs FROM blob WHERE sha1 IS NULL AND id > ?1 ORDER BY id LIMIT ?2

SELECT id, tenant_id, size, sha256, sha1, seal, refs FROM blob WHERE sha1 IS NULL ORDER BY id LIMIT ?1

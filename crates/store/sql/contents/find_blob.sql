SELECT id, tenant_id, size, sha256, sha1, seal, refs FROM blob WHERE id = ?1

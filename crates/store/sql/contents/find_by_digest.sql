SELECT id, tenant_id, size, sha256, sha1, seal, refs FROM blob
WHERE tenant_id = ?1 AND sha256 = ?2 AND size = ?3 AND sealed = ?4

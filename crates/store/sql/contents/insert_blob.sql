INSERT INTO blob (id, tenant_id, size, sha256, sha1, head_sha256, seal, sealed, refs) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1)
ON CONFLICT DO NOTHING

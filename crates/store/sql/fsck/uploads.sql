SELECT id, tenant_id, space_id, node_id, parent_id, blob_id, member_id, name, on_clash, file_type, media_type,
    description, size, sha256, parts, seal, client_created_at, created_at, expires_at
FROM upload WHERE id > ?1 ORDER BY id LIMIT ?2

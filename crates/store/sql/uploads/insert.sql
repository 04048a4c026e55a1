INSERT INTO upload (id, tenant_id, space_id, node_id, parent_id, blob_id, member_id, name, on_clash, file_type, media_type,
    description, size, sha256, parts, seal, client_created_at, created_at, expires_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)

INSERT INTO share (id, tenant_id, owner_id, space_id, short_id, scope, extract_code, code_version, may_preview, may_edit,
    may_download, expires_at, comment, display_name, display_key, items, cancelled_at, created_at, updated_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, NULL, ?16, ?16)

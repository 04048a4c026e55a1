INSERT INTO user_group (id, tenant_id, name, name_key, source_type, owner_id, icon_url, creator_id, created_at, updated_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?6, ?8, ?8)

INSERT INTO role (id, tenant_id, name, name_key, rights, creator_id, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)

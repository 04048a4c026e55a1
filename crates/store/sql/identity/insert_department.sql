INSERT INTO department (id, tenant_id, parent_id, name, name_key, created_at, creator_id, updated_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?6)
ON CONFLICT DO NOTHING

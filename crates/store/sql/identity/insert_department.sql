INSERT INTO department (id, tenant_id, parent_id, name, name_key, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)

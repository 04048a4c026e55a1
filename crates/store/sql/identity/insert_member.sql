INSERT INTO member (id, tenant_id, department_id, name, subject, mobile, email, role, status, created_at, name_key, updated_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?10)
ON CONFLICT DO NOTHING

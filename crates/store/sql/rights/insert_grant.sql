INSERT INTO node_grant (node_id, subject_kind, subject_id, role_id, tenant_id, space_id, granter_id, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (node_id, subject_kind, subject_id, role_id) DO NOTHING

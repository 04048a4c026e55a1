INSERT INTO space (id, tenant_id, kind, owner_id, status, capacity, used, reserved, stamp, root_id, safe_id,
    creator_id, created_at, modifier_id, updated_at)
VALUES (?1, ?2, ?3, ?4, 0, ?5, 0, 0, ?6, ?7, ?8, ?9, ?10, ?9, ?10)
ON CONFLICT DO NOTHING

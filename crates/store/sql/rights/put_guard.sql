INSERT INTO node_guard (node_id, tenant_id, space_id, breaks, holder_id, reason, locked_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (node_id) DO UPDATE SET breaks = excluded.breaks, holder_id = excluded.holder_id,
    reason = excluded.reason, locked_at = excluded.locked_at

INSERT INTO emergency (space_id, member_id, tenant_id, reason, opened_at, ends_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (space_id, member_id) DO UPDATE SET reason = excluded.reason, opened_at = excluded.opened_at,
    ends_at = excluded.ends_at

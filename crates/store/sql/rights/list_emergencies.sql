SELECT space_id, member_id, tenant_id, reason, opened_at, ends_at FROM emergency
WHERE tenant_id = ?1 AND (space_id, member_id) > (?2, ?3) AND ends_at > ?4 ORDER BY space_id, member_id LIMIT ?5

SELECT space_id, member_id, tenant_id, reason, opened_at, ends_at FROM emergency WHERE space_id = ?1 AND member_id = ?2 AND ends_at > ?3

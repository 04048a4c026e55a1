SELECT id, tenant_id, member_id, space_id, name, locale, tops, expires_at
FROM pack
WHERE id = ?1

SELECT id, tenant_id, member_id, space_id, name, locale, tops, expires_at, share_id, code_version
FROM pack
WHERE id = ?1

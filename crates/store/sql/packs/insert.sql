INSERT INTO pack (id, tenant_id, member_id, space_id, name, locale, tops, expires_at, share_id, code_version)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)

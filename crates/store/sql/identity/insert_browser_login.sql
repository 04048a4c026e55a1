INSERT INTO browser_login (id, tenant_id, member_id, cookie_hash, authenticated_at, expires_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)

INSERT INTO browser_login (id, tenant_id, member_id, cookie_hash, authenticated_at, expires_at,
    external, external_session)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)

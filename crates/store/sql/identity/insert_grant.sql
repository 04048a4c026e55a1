INSERT INTO login_grant (id, tenant_id, member_id, browser_login_id, app_id, redirect_uri, scope, nonce,
    challenge, authenticated_at, code_hash, code_expires_at, expires_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)

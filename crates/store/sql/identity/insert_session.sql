INSERT INTO session (id, tenant_id, member_id, browser_login_id, grant_id, token_hash, handle_hash,
    created_at, seen_at, expires_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)

SELECT id, browser_login_id FROM session WHERE token_hash = ?1

DELETE FROM browser_login WHERE id IN (SELECT id FROM browser_login WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)

DELETE FROM login_grant WHERE id IN (SELECT id FROM login_grant WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)

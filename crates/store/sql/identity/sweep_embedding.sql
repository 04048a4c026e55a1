DELETE FROM embedding WHERE id IN (SELECT id FROM embedding WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)

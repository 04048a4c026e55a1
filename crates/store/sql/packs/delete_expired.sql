DELETE FROM pack WHERE id IN (SELECT id FROM pack WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2)

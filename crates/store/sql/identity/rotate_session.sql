UPDATE session SET token_hash = ?4, seen_at = ?5, expires_at = ?6
WHERE token_hash = ?1 AND handle_hash = ?2 AND expires_at > ?3
RETURNING id

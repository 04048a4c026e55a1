UPDATE embedding SET token_hash = ?2, expires_at = ?3
WHERE id = ?1 AND token_hash IS NULL

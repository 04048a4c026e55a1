DELETE FROM provider_token WHERE token_hash IN
    (SELECT token_hash FROM provider_token WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)

DELETE FROM provider_token WHERE token_hash = ?1 AND app_id = ?2

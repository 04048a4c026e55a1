DELETE FROM provider_token WHERE app_id = ?1

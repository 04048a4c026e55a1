DELETE FROM provider_token WHERE grant_id = ?1

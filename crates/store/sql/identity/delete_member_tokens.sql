DELETE FROM provider_token WHERE member_id = ?1

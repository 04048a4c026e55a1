DELETE FROM login_grant WHERE app_id = ?1

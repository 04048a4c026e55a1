DELETE FROM login_grant WHERE id = ?1

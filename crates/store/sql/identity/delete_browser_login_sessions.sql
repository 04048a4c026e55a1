DELETE FROM session WHERE browser_login_id = ?1

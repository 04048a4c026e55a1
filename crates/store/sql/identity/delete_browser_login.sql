DELETE FROM browser_login WHERE id = ?1

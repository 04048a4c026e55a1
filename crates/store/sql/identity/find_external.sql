SELECT external FROM browser_login WHERE id = ?1 AND external IS NOT NULL

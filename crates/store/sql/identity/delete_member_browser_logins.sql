DELETE FROM browser_login WHERE member_id = ?1

UPDATE account SET password = ?3 WHERE member_id = ?1 AND password = ?2

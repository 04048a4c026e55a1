UPDATE account SET password = ?2, changed_at = ?3 WHERE member_id = ?1

SELECT COUNT(*) FROM favourite WHERE member_id = ?1

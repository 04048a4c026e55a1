DELETE FROM message WHERE member_id = ?1

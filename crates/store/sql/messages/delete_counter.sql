DELETE FROM message_counter WHERE member_id = ?1

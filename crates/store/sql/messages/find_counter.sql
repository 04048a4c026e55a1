SELECT unread, seq FROM message_counter WHERE member_id = ?1

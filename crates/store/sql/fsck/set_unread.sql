UPDATE message_counter SET unread = ?2 WHERE member_id = ?1

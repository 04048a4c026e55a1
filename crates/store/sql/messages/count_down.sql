-- What changed is seen by those who watch, also when all of it had been read.
UPDATE message_counter SET unread = unread - ?2, seq = seq + 1 WHERE member_id = ?1

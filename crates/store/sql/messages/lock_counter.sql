INSERT INTO message_counter (member_id, unread) VALUES (?1, 0)
ON CONFLICT (member_id) DO UPDATE SET unread = message_counter.unread

SELECT c.member_id, c.unread, (SELECT COUNT(*) FROM message x WHERE x.member_id = c.member_id AND x.read_at IS NULL)
FROM message_counter c WHERE c.member_id = ?1

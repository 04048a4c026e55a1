SELECT m.id, COALESCE(c.unread, 0),
    (SELECT COUNT(*) FROM message x WHERE x.member_id = m.id AND x.read_at IS NULL)
FROM member m LEFT JOIN message_counter c ON c.member_id = m.id
WHERE m.id > ?1
    AND COALESCE(c.unread, 0) <> (SELECT COUNT(*) FROM message x WHERE x.member_id = m.id AND x.read_at IS NULL)
ORDER BY m.id LIMIT ?2

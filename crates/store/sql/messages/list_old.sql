SELECT DISTINCT o.member_id FROM (SELECT member_id FROM message WHERE id < ?1 ORDER BY id LIMIT ?2) o
ORDER BY o.member_id

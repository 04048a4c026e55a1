SELECT DISTINCT f.member_id FROM favourite f
WHERE f.member_id > ?1 AND NOT EXISTS (SELECT 1 FROM member m WHERE m.id = f.member_id AND m.status < 3)
ORDER BY f.member_id LIMIT ?2

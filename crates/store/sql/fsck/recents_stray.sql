SELECT DISTINCT r.member_id FROM recent r
WHERE r.member_id > ?1 AND NOT EXISTS (SELECT 1 FROM member m WHERE m.id = r.member_id AND m.status < 3)
ORDER BY r.member_id LIMIT ?2

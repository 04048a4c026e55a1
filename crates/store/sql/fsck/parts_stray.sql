SELECT DISTINCT p.upload_id FROM upload_part p
WHERE p.upload_id > ?1 AND NOT EXISTS (SELECT 1 FROM upload u WHERE u.id = p.upload_id)
ORDER BY p.upload_id LIMIT ?2

SELECT COUNT(*) FROM (SELECT id FROM job WHERE share_id = ?1 AND status < 2 LIMIT ?2) AS unfinished

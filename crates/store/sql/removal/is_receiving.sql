SELECT 1 FROM space WHERE heir_id = ?1 AND status = 3 LIMIT 1

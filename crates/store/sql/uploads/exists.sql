SELECT 1 FROM upload WHERE id = ?1

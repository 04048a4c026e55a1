UPDATE space SET reserved = reserved + ?2 WHERE id = ?1

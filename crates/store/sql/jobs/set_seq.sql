UPDATE job SET seq = ?2 WHERE id = ?1

UPDATE blob SET sha1 = ?2 WHERE id = ?1

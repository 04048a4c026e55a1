UPDATE node SET height = ?2 WHERE id = ?1

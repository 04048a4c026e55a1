UPDATE node SET name_key = ?2, sort_key = ?3 WHERE id = ?1

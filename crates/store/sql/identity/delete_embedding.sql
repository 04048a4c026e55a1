DELETE FROM embedding WHERE id = ?1

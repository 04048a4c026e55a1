SELECT COALESCE(heir_id, id) FROM space WHERE id = ?1

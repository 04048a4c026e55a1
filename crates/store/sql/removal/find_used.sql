SELECT used FROM space WHERE id = ?1

UPDATE node_name SET pairs = ?2, scope = ?3 WHERE rowid = ?1

INSERT INTO node_name (rowid, pairs, scope) VALUES (?1, ?2, ?3)

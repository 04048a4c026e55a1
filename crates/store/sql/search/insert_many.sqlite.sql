INSERT INTO node_name (rowid, pairs, scope)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), ?2 FROM json_each(?1)

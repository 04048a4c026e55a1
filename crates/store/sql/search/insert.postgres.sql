INSERT INTO node_name (node_id, pairs, scope) VALUES (?1, CAST(CAST(?2 AS TEXT) AS tsvector), ?3)

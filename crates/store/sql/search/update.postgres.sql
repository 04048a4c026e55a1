UPDATE node_name SET pairs = CAST(CAST(?2 AS TEXT) AS tsvector), scope = ?3 WHERE node_id = ?1

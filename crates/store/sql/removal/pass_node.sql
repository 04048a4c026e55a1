UPDATE node SET space_id = ?2, root_id = CASE WHEN root_id = ?3 THEN CAST(?4 AS BIGINT) ELSE CAST(?5 AS BIGINT) END
WHERE id = ?1

UPDATE node SET space_id = ?2, root_id = CASE root_id
    WHEN ?3 THEN CAST(?4 AS BIGINT) WHEN ?5 THEN CAST(?6 AS BIGINT) ELSE root_id END
WHERE id = ?1

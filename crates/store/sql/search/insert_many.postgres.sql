INSERT INTO node_name (node_id, pairs, scope)
SELECT CAST(split_part(line, '=', 1) AS BIGINT), CAST(split_part(line, '=', 2) AS tsvector), CAST(?2 AS BIGINT)
FROM unnest(string_to_array(CAST(?1 AS TEXT), '/')) AS line

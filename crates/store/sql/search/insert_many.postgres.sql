INSERT INTO node_name (node_id, pairs, scope)
SELECT CAST(entry ->> 0 AS BIGINT), CAST(entry ->> 1 AS tsvector), CAST(?2 AS BIGINT)
FROM json_array_elements(CAST(CAST(?1 AS TEXT) AS json)) AS entry

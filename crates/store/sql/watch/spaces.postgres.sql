SELECT c.id, c.stamp FROM jsonb_array_elements(CAST(CAST(?1 AS TEXT) AS JSONB)) j (value)
JOIN space c ON c.id = CAST(j.value ->> 0 AS BIGINT)
WHERE c.stamp <> CAST(j.value ->> 1 AS BIGINT)

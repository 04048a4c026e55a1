SELECT f.node_id FROM jsonb_array_elements_text(CAST(CAST(?2 AS TEXT) AS JSONB)) j (value)
JOIN favourite f ON f.member_id = ?1 AND f.node_id = CAST(j.value AS BIGINT)

DELETE FROM message
WHERE id IN (SELECT CAST(j.value AS BIGINT) FROM jsonb_array_elements_text(CAST(CAST(?2 AS TEXT) AS JSONB)) j (value))
    AND member_id = ?1
RETURNING id, read_at

SELECT m.subject FROM jsonb_array_elements_text(CAST(CAST(?2 AS TEXT) AS JSONB)) j (value)
JOIN member m ON m.tenant_id = ?1 AND m.subject = j.value

SELECT c.member_id, c.seq FROM jsonb_array_elements(CAST(CAST(?1 AS TEXT) AS JSONB)) j (value)
JOIN job_counter c ON c.member_id = CAST(j.value ->> 0 AS BIGINT)
WHERE c.seq <> CAST(j.value ->> 1 AS BIGINT)

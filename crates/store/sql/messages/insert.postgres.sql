INSERT INTO message (id, tenant_id, member_id, sender_id, kind, text_key, facts, created_at, seq)
SELECT CAST(j.value ->> 0 AS BIGINT), CAST(?1 AS BIGINT), CAST(j.value ->> 1 AS BIGINT), CAST(?3 AS BIGINT), CAST(?4 AS BIGINT), CAST(?5 AS TEXT), CAST(?6 AS TEXT), CAST(?7 AS BIGINT), CAST(j.value ->> 2 AS BIGINT)
FROM jsonb_array_elements(CAST(CAST(?2 AS TEXT) AS JSONB)) j (value)

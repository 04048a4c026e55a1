-- Who is being removed is waited for: nothing is noted for people who are gone.
INSERT INTO recent (member_id, node_id, used_at, edited)
SELECT m.id, CAST(j.value ->> 1 AS BIGINT), CAST(j.value ->> 2 AS BIGINT), CAST(j.value ->> 3 AS BIGINT) = 1
FROM jsonb_array_elements(CAST(CAST(?1 AS TEXT) AS JSONB)) j (value)
JOIN member m ON m.id = CAST(j.value ->> 0 AS BIGINT)
WHERE m.status < 3
ORDER BY 1, 2
FOR SHARE OF m
ON CONFLICT (member_id, node_id) DO UPDATE SET used_at = excluded.used_at, edited = excluded.edited
WHERE (excluded.used_at > recent.used_at
        AND (excluded.edited OR NOT recent.edited OR excluded.used_at >= recent.used_at + CAST(?2 AS BIGINT)))
    OR (excluded.used_at <= recent.used_at
        AND excluded.edited AND NOT recent.edited AND recent.used_at < excluded.used_at + CAST(?2 AS BIGINT))

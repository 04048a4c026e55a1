UPDATE blob SET refs = ?2,
    unreferenced_at = CASE WHEN CAST(?2 AS BIGINT) = 0 THEN COALESCE(unreferenced_at, CAST(?3 AS BIGINT)) END
WHERE id = ?1

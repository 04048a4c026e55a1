UPDATE blob SET refs = refs - 1, unreferenced_at = CASE WHEN refs <= 1 THEN CAST(?2 AS BIGINT) END WHERE id = ?1

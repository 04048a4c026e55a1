UPDATE blob SET refs = refs - 1, unreferenced_at = CASE WHEN refs <= 1 THEN ?2 ELSE NULL END WHERE id = ?1

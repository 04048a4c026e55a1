UPDATE blob SET refs = refs + 1, unreferenced_at = NULL WHERE id = ?1

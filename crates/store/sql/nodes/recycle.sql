UPDATE node SET recycled_at = ?2, recycler_id = ?3 WHERE id = ?1

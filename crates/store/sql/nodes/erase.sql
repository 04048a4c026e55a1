UPDATE node SET erased_at = ?2, recycled_at = COALESCE(recycled_at, ?2) WHERE id = ?1

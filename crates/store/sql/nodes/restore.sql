UPDATE node SET recycled_at = NULL, recycler_id = NULL, parent_id = ?2, name = ?3, name_key = ?4, sort_key = ?5, revision = revision + 1
WHERE id = ?1

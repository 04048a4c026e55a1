UPDATE node SET recycled_at = NULL, erased_at = NULL, parent_id = ?2, root_id = ?3, name = ?4, name_key = ?5, sort_key = ?6
WHERE id = ?1

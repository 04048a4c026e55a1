UPDATE department SET name = ?2, name_key = ?3, parent_id = ?4, updated_at = ?5
WHERE id = ?1

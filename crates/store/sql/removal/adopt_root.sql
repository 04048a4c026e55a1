UPDATE node SET space_id = ?2, root_id = ?3, parent_id = ?3, name = ?4, name_key = ?5, sort_key = ?6, editor_id = ?7, edited_at = ?8
WHERE id = ?1

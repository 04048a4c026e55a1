UPDATE node SET name = ?2, name_key = ?3, sort_key = ?4, file_type = ?5, media_type = ?6, editor_id = ?7, edited_at = ?8,
    revision = revision + 1
WHERE id = ?1

SELECT id, kind, name, sort_key, file_type, size, created_at, edited_at, 0
FROM node WHERE parent_id = ?1 AND recycled_at IS NULL

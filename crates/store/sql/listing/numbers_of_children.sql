SELECT id, kind, file_type, size, created_at, edited_at
FROM node WHERE parent_id = ?1 AND recycled_at IS NULL

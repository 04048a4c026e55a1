SELECT id, kind, name, sort_key, file_type, size, created_at, edited_at, recycled_at
FROM node WHERE root_id = ?1 AND recycled_at IS NOT NULL AND erased_at IS NULL

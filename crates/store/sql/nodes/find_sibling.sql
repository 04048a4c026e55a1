SELECT id, kind, version_id, marks FROM node WHERE parent_id = ?1 AND name_key = ?2 AND recycled_at IS NULL

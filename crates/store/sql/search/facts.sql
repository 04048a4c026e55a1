SELECT id, parent_id, name, recycled_at, erased_at FROM node WHERE id = ?1

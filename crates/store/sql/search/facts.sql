SELECT id, parent_id, name, recycled_at, erased_at, marks FROM node WHERE id = ?1

SELECT id, name_key FROM node WHERE id >= ?1 AND id < ?2 ORDER BY id

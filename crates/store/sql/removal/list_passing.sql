SELECT id, name, CASE WHEN parent_id IS NULL THEN 1 ELSE 0 END
FROM node WHERE space_id = ?1 ORDER BY id LIMIT ?2

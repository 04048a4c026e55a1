SELECT 1 FROM node WHERE space_id = ?1 LIMIT 1

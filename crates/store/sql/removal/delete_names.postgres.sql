DELETE FROM node_name WHERE node_id IN (SELECT id FROM node WHERE space_id = ?1 AND id <= ?2)

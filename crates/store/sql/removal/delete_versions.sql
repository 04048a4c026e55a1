DELETE FROM version WHERE node_id IN (SELECT id FROM node WHERE space_id = ?1 AND id <= ?2)

DELETE FROM node WHERE space_id = ?1 AND id <= ?2

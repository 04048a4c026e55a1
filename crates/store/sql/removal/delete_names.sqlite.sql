DELETE FROM node_name WHERE rowid IN (SELECT id FROM node WHERE space_id = ?1 AND id <= ?2)

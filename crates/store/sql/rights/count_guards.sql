SELECT count(*) FROM node_guard WHERE space_id = ?1

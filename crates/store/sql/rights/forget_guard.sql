DELETE FROM node_guard WHERE node_id = ?1

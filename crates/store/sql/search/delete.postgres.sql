DELETE FROM node_name WHERE node_id = ?1

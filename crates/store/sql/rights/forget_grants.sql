DELETE FROM node_grant WHERE node_id = ?1

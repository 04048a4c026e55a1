DELETE FROM node_grant WHERE space_id = ?1

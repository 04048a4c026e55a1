DELETE FROM node_lease WHERE holder = ?1

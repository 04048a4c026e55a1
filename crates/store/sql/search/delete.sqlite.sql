DELETE FROM node_name WHERE rowid = ?1

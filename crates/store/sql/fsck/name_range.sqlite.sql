SELECT rowid FROM node_name WHERE rowid > ?1 ORDER BY rowid LIMIT 1 OFFSET ?2

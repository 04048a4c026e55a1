SELECT node_id FROM node_name WHERE node_id > ?1 ORDER BY node_id LIMIT 1 OFFSET ?2

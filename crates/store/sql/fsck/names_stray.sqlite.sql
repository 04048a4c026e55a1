SELECT f.rowid FROM node_name f
WHERE f.rowid > ?1 AND f.rowid <= ?2 AND NOT EXISTS (SELECT 1 FROM node n WHERE n.id = f.rowid)
ORDER BY f.rowid

SELECT n.id, n.kind, n.name, n.sort_key, n.edited_at, v.blob_id, n.size
FROM node n
LEFT JOIN version v ON v.id = n.version_id
WHERE n.id = ?1

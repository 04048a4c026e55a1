SELECT n.id, n.kind, n.name, n.sort_key, n.edited_at, v.blob_id, n.size
FROM node n
LEFT JOIN version v ON v.id = n.version_id
WHERE n.parent_id = ?1 AND n.recycled_at IS NULL AND n.kind = 1 AND (n.sort_key, n.id) > (?2, ?3)
ORDER BY n.sort_key, n.id
LIMIT ?4

SELECT n.id, n.space_id, n.root_id, n.parent_id, n.kind, n.name, n.file_type, n.media_type, n.description, n.size,
    n.creator_id, c.name, c.subject, n.editor_id, e.name, e.subject, n.created_at, n.edited_at, n.recycled_at,
    n.sort_key, v.id, v.number, v.blob_id, b.sha256, v.created_at, n.marks
FROM node n
JOIN member c ON c.id = n.creator_id
JOIN member e ON e.id = n.editor_id
LEFT JOIN version v ON v.id = n.version_id
LEFT JOIN blob b ON b.id = v.blob_id
WHERE n.parent_id = ?1 AND n.recycled_at IS NULL AND n.kind = ?2 AND (n.sort_key, n.id) < (?3, ?4)
ORDER BY n.sort_key DESC, n.id DESC LIMIT ?5

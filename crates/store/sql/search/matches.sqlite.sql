SELECT n.id, n.parent_id, n.kind, n.name, n.sort_key, n.file_type, n.size, n.created_at, n.edited_at, n.recycled_at,
    n.erased_at, n.creator_id, n.root_id, n.marks
FROM node_name f JOIN node n ON n.id = f.rowid
WHERE node_name MATCH ?1 AND +n.space_id = ?2
LIMIT ?3

SELECT n.id, n.parent_id, n.kind, n.name, n.sort_key, n.file_type, n.size, n.created_at, n.edited_at, n.recycled_at,
    n.erased_at, n.creator_id, n.root_id, n.marks
FROM node_name f JOIN node n ON n.id = f.node_id
WHERE f.pairs @@ CAST(CAST(?1 AS TEXT) AS tsquery) AND f.scope = ?2
LIMIT ?3

SELECT n.id, n.parent_id, n.kind, n.name, n.sort_key, n.file_type, n.size, n.created_at, n.edited_at, n.recycled_at,
    n.erased_at, n.creator_id, n.root_id, n.marks
FROM node n WHERE n.root_id = ?1 AND n.recycled_at IS NOT NULL AND n.erased_at IS NULL

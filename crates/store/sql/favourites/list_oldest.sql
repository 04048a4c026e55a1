SELECT f.node_id, f.starred_at FROM favourite f
WHERE f.member_id = ?1 AND (f.starred_at, f.node_id) > (?2, ?3)
    AND (?4 < 0 OR EXISTS (SELECT 1 FROM node n WHERE n.id = f.node_id AND n.file_type = ?4))
ORDER BY f.starred_at, f.node_id LIMIT ?5

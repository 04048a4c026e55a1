SELECT n.id, n.space_id, n.root_id, n.parent_id, n.kind, n.name, n.name_key, n.sort_key, n.size, n.version_id, n.height,
    p.id, p.kind, p.space_id, p.root_id, p.height, v.node_id, v.size, s.root_id, s.safe_id, s.tenant_id = n.tenant_id,
    n.erased_at, CASE WHEN s.status >= 2 OR t.status = 3 THEN 1 ELSE 0 END
FROM node n
LEFT JOIN node p ON p.id = n.parent_id
LEFT JOIN version v ON v.id = n.version_id
LEFT JOIN space s ON s.id = n.space_id
LEFT JOIN space t ON t.id = p.space_id
WHERE n.id > ?1 ORDER BY n.id LIMIT ?2

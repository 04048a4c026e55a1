SELECT v.id, v.node_id, v.blob_id, n.id, b.id, v.size, b.size, b.sealed <> (n.root_id = s.safe_id)
FROM version v
LEFT JOIN node n ON n.id = v.node_id
LEFT JOIN blob b ON b.id = v.blob_id AND b.tenant_id = n.tenant_id
LEFT JOIN space s ON s.id = n.space_id
WHERE v.id > ?1 AND v.id <= ?2
    AND (n.id IS NULL OR b.id IS NULL OR b.size <> v.size OR b.sealed <> (n.root_id = s.safe_id))
ORDER BY v.id

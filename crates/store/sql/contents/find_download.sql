SELECT v.node_id, n.tenant_id, n.space_id, n.name, n.media_type, b.id, b.size, b.sha256, b.seal, v.created_at, s.status, n.erased_at
FROM version v
JOIN node n ON n.id = v.node_id
JOIN blob b ON b.id = v.blob_id
JOIN space s ON s.id = n.space_id
WHERE v.id = ?1

SELECT b.id, b.refs, (SELECT COUNT(*) FROM version v WHERE v.blob_id = b.id), b.unreferenced_at FROM blob b WHERE b.id = ?1

SELECT id, blob_id, size FROM version WHERE node_id = ?1

INSERT INTO version (id, node_id, number, blob_id, size, creator_id, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)

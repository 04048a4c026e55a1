SELECT blob_id, upload_id FROM garbage WHERE due_at <= ?1 ORDER BY blob_id LIMIT ?2

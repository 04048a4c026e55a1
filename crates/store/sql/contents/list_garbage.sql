SELECT blob_id, upload_id FROM garbage ORDER BY blob_id LIMIT ?1

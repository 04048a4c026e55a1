INSERT INTO garbage (blob_id, upload_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING

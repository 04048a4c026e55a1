INSERT INTO garbage (blob_id, upload_id, due_at) VALUES (?1, ?2, ?3) ON CONFLICT (blob_id) DO UPDATE SET due_at = ?3

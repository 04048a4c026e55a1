INSERT INTO copy_folder (job_id, copy_id, source_id, after_key) VALUES (?1, ?2, ?3, '')

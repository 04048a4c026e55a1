SELECT copy_id, source_id, after_key FROM copy_folder WHERE job_id = ?1 ORDER BY copy_id LIMIT 1

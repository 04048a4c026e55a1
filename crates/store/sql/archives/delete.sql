DELETE FROM archive_entry WHERE job_id = ?1

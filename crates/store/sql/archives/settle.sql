UPDATE archive_entry SET node_id = ?3, failure = ?4 WHERE job_id = ?1 AND number = ?2

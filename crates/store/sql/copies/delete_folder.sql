DELETE FROM copy_folder WHERE job_id = ?1 AND copy_id = ?2

DELETE FROM copy_folder WHERE job_id = ?1

UPDATE copy_folder SET after_key = ?3 WHERE job_id = ?1 AND copy_id = ?2

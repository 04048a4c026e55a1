SELECT DISTINCT f.job_id FROM copy_folder f
WHERE f.job_id > ?1 AND NOT EXISTS (SELECT 1 FROM job j WHERE j.id = f.job_id AND j.status < 2)
ORDER BY f.job_id LIMIT ?2

DELETE FROM job_turn WHERE served_at < ?1

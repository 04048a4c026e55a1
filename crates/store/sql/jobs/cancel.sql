UPDATE job SET status = 4, lease_until = 0, finished_at = ?2
WHERE id = ?1 AND status < 2

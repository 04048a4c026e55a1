UPDATE job SET lease_until = 0 WHERE status = 1

SELECT MIN(CASE WHEN due_at > lease_until THEN due_at ELSE lease_until END) FROM job WHERE status < 2

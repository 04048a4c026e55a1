UPDATE member SET status = 0 WHERE id = ?1 AND status = 2

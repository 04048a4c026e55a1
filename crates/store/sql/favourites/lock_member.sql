UPDATE member SET status = status WHERE id = ?1 AND status < 3

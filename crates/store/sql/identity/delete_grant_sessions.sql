DELETE FROM session WHERE grant_id = ?1

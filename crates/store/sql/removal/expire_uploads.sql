UPDATE upload SET expires_at = ?2 WHERE space_id = ?1 AND expires_at > ?2

DELETE FROM login_failure WHERE kind = ?1 AND who = ?2

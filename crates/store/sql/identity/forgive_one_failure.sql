UPDATE login_failure SET failures = failures - 1 WHERE kind = ?1 AND who = ?2 AND failures > 0

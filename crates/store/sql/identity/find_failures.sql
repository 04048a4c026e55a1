SELECT failures, window_ends_at
FROM login_failure
WHERE kind = ?1 AND who = ?2 AND window_ends_at > ?3

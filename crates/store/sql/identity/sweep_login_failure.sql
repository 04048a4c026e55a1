DELETE FROM login_failure WHERE (kind, who) IN
    (SELECT kind, who FROM login_failure WHERE window_ends_at <= ?1 ORDER BY window_ends_at LIMIT ?2)

INSERT INTO login_failure (kind, who, failures, window_ends_at)
VALUES (?1, ?2, 1, ?4)
ON CONFLICT (kind, who) DO UPDATE SET
    failures = CASE WHEN login_failure.window_ends_at <= ?3 THEN 1 ELSE login_failure.failures + 1 END,
    window_ends_at = CASE WHEN login_failure.window_ends_at <= ?3 THEN excluded.window_ends_at
        ELSE login_failure.window_ends_at END

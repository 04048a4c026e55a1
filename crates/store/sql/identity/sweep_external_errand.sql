DELETE FROM external_errand WHERE state_hash IN
    (SELECT state_hash FROM external_errand WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)

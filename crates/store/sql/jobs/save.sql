UPDATE job SET status = ?2, cursor = ?3, report = ?4, attempts = ?5, due_at = ?6, lease_until = ?7, finished_at = ?8, failure = ?10,
    progress = ?11, failed = ?12, first_failure = ?13, items = ?14,
    seq = CASE WHEN status = ?2 AND progress = ?11 AND failed = ?12 AND items = ?14 THEN seq ELSE 0 END
WHERE id = ?1 AND lease_until = ?9 AND status < 2
RETURNING seq

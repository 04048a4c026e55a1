SELECT id, act, space_id, status, items, progress, failed, first_failure, failure, created_at, started_at, finished_at, seq
FROM job
WHERE member_id = ?1 AND act IS NOT NULL AND seq > ?2
ORDER BY seq LIMIT ?3

UPDATE job SET status = 1, lease_until = ?2, attempts = attempts + 1, started_at = COALESCE(started_at, ?1)
WHERE id = (SELECT id FROM job WHERE status < 2 AND due_at <= ?1 AND lease_until <= ?1 ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, tenant_id, member_id, kind, command, cursor, report, status, attempts, created_at, finished_at, lease_until, started_at, failure

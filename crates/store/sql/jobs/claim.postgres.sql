UPDATE job SET status = 1, lease_until = ?2, attempts = attempts + 1, started_at = COALESCE(started_at, ?1)
WHERE id = (
    SELECT j.id FROM job j LEFT JOIN job_turn t ON t.member_id = j.member_id
    WHERE j.status < 2 AND j.due_at <= ?1 AND j.lease_until <= ?1 AND j.lane = ?3
    ORDER BY COALESCE(t.served_at, 0), j.due_at, j.id LIMIT 1 FOR UPDATE OF j SKIP LOCKED
)
RETURNING id, tenant_id, member_id, kind, command, cursor, report, status, attempts, created_at, finished_at, lease_until, started_at, failure,
    lane, act, space_id, items, progress, failed, first_failure, share_id

UPDATE job SET status = 4, lease_until = 0, finished_at = ?4
WHERE id = ?1 AND tenant_id = ?2 AND member_id = ?3 AND act IS NOT NULL AND status < 2
RETURNING id, tenant_id, member_id, kind, command, cursor, report, status, attempts, created_at, finished_at, lease_until, started_at, failure,
    lane, act, space_id, items, progress, failed, first_failure, share_id

SELECT id, tenant_id, member_id, kind, command, cursor, report, status, attempts, created_at, finished_at, lease_until, started_at, failure,
    lane, act, space_id, items, progress, failed, first_failure, share_id
FROM job WHERE id = ?1

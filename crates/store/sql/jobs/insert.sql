INSERT INTO job (id, tenant_id, member_id, kind, command, cursor, report, status, attempts, due_at, lease_until, created_at, finished_at,
    lane, act, space_id, items, progress, failed, first_failure, share_id, seq)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9, 0, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)

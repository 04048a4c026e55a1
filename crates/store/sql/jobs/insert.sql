INSERT INTO job (id, tenant_id, member_id, kind, command, cursor, report, status, attempts, due_at, lease_until, created_at, finished_at)
VALUES (?1, ?2, ?3, ?4, ?5, '', ?6, ?7, 0, ?8, 0, ?9, ?10)

SELECT id, tenant_id, member_id, kind, command, cursor, report, status, attempts, created_at, finished_at, lease_until, started_at, failure,
    lane, act, space_id, items, progress, failed, first_failure, share_id
FROM job
WHERE tenant_id = ?1 AND kind IN ('hand_over', 'import') AND id < ?2
    AND (?3 = '' OR kind = ?3)
    AND (CAST(?4 AS BIGINT) = 0 OR member_id = CAST(?4 AS BIGINT))
    AND (CAST(?5 AS BIGINT) = 0 OR (CAST(?5 AS BIGINT) / CASE status WHEN 0 THEN 1 WHEN 1 THEN 2 WHEN 2 THEN 4 ELSE 8 END) % 2 = 1)
ORDER BY id DESC LIMIT ?6

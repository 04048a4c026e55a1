SELECT id, act, space_id, status, items, progress, failed, first_failure, failure, created_at, started_at, finished_at
FROM job
WHERE tenant_id = ?1 AND member_id = ?2 AND act IS NOT NULL
    AND (CAST(?3 AS BIGINT) = 0 OR (CAST(?3 AS BIGINT) / CASE act
        WHEN 1 THEN 1 WHEN 2 THEN 2 WHEN 3 THEN 4 WHEN 4 THEN 8 WHEN 5 THEN 16 WHEN 6 THEN 32 WHEN 7 THEN 64 WHEN 8 THEN 128
        ELSE 256 END) % 2 = 1)
    AND (CAST(?4 AS BIGINT) = 0 OR (CAST(?4 AS BIGINT) / CASE status
        WHEN 0 THEN 1 WHEN 1 THEN 2 WHEN 2 THEN 4 WHEN 3 THEN 8 ELSE 16 END) % 2 = 1)
ORDER BY id DESC LIMIT ?6 OFFSET ?5

SELECT CAST(COALESCE(SUM(capacity), 0) AS BIGINT)
FROM space
WHERE tenant_id = ?1 AND status < 2

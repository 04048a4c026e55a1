SELECT id, at, actor_id, actor_name, app_id, address, act, object_kind, object_id, object_name, before, after
FROM audit
WHERE tenant_id = ?1 AND id > ?2
    AND at >= ?3 AND at < ?4
    AND (CAST(?5 AS BIGINT) < 0 OR actor_id = ?5)
    AND (?6 = '' OR act = ?6)
    AND (?7 = '' OR object_kind = ?7)
    AND (CAST(?8 AS BIGINT) < 0 OR object_id = ?8)
    AND (?9 = '' OR object_key LIKE ?9 ESCAPE '\')
ORDER BY id
LIMIT ?10

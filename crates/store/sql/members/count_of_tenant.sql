SELECT COUNT(*) FROM member m
WHERE CAST(?2 AS BIGINT) = 0 AND m.tenant_id = ?1
    AND m.status < 3
    AND (?3 = '' OR m.name_key LIKE ?3 ESCAPE '\' OR (?4 <> '' AND m.mobile LIKE ?4 ESCAPE '\'))
    AND (CAST(?5 AS BIGINT) < 0 OR (CAST(?5 AS BIGINT) = 2) <> (m.id IN (
        SELECT s.owner_id FROM space s WHERE s.tenant_id = ?1 AND s.kind = 1 AND s.status < 2 AND CAST(?5 AS BIGINT) IN (2, s.status))))

-- CROSS JOIN keeps SQLite from beginning with all spaces of the tenant.
SELECT COUNT(*) FROM (
    SELECT g.id AS id
    FROM group_member gm
    CROSS JOIN user_group g
    CROSS JOIN member o
    CROSS JOIN space s
    WHERE g.id = gm.group_id AND o.id = g.owner_id
        AND s.tenant_id = g.tenant_id AND s.kind = 2 AND s.owner_id = g.id AND s.status < 2
        AND gm.member_id = ?2 AND g.tenant_id = ?1 AND g.source_type = 1 AND CAST(?3 AS BIGINT) <> 0
        AND (?4 = '' OR g.name_key LIKE ?4 ESCAPE '\' OR o.name_key LIKE ?4 ESCAPE '\')
    UNION ALL
    SELECT d.id
    FROM member m
    JOIN department d ON d.id = m.department_id
    JOIN space s ON s.tenant_id = d.tenant_id AND s.kind = 0 AND s.owner_id = d.id AND s.status < 2
    WHERE m.id = ?2 AND m.tenant_id = ?1 AND CAST(?3 AS BIGINT) <> 2 AND (?4 = '' OR d.name_key LIKE ?4 ESCAPE '\')
) t

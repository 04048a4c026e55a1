-- CROSS JOIN keeps SQLite from beginning with all spaces of the tenant.
SELECT s.id, s.tenant_id, s.kind, s.owner_id, p.name, s.status, s.capacity, s.used,
    s.reserved, s.root_id, s.safe_id, s.creator_id, s.created_at, s.modifier_id, s.updated_at, s.stamp,
    p.icon_url, p.owner_id, p.owner_name,
    CASE WHEN s.kind = 0 THEN (SELECT COUNT(*) FROM member x WHERE x.department_id = s.owner_id AND x.status < 3)
        ELSE (SELECT COUNT(*) FROM group_member x WHERE x.group_id = s.owner_id) END,
    p.role, p.pinned
FROM (
    SELECT s.id AS space_id, g.name AS name, g.icon_url AS icon_url, g.owner_id AS owner_id, o.name AS owner_name,
        gm.role AS role, gm.pinned AS pinned
    FROM group_member gm
    CROSS JOIN user_group g
    CROSS JOIN member o
    CROSS JOIN space s
    WHERE g.id = gm.group_id AND o.id = g.owner_id
        AND s.tenant_id = g.tenant_id AND s.kind = 2 AND s.owner_id = g.id AND s.status < 2
        AND gm.member_id = ?2 AND g.tenant_id = ?1 AND g.source_type = 1 AND CAST(?3 AS BIGINT) <> 0
        AND (?4 = '' OR g.name_key LIKE ?4 ESCAPE '\' OR o.name_key LIKE ?4 ESCAPE '\')
    UNION ALL
    SELECT s.id, d.name, '', d.id, d.name, m.role, FALSE
    FROM member m
    JOIN department d ON d.id = m.department_id
    JOIN space s ON s.tenant_id = d.tenant_id AND s.kind = 0 AND s.owner_id = d.id AND s.status < 2
    WHERE m.id = ?2 AND m.tenant_id = ?1 AND CAST(?3 AS BIGINT) <> 2 AND (?4 = '' OR d.name_key LIKE ?4 ESCAPE '\')
    ORDER BY pinned DESC, space_id DESC LIMIT ?6 OFFSET ?5
) p
JOIN space s ON s.id = p.space_id
ORDER BY p.pinned DESC, s.id DESC

SELECT s.id, s.tenant_id, s.kind, s.owner_id, g.name, s.status, s.capacity, s.used,
    s.reserved, s.root_id, s.safe_id, s.creator_id, s.created_at, s.modifier_id, s.updated_at, s.stamp,
    g.icon_url, g.owner_id, o.name,
    (SELECT COUNT(*) FROM group_member x WHERE x.group_id = g.id)
FROM (
    SELECT g.id
    FROM user_group g
    JOIN member o ON o.id = g.owner_id
    WHERE g.tenant_id = ?1 AND g.source_type = 1
        AND (?2 = '' OR g.name_key LIKE ?2 ESCAPE '\' OR o.name_key LIKE ?2 ESCAPE '\')
    ORDER BY g.id DESC LIMIT ?4 OFFSET ?3
) p
JOIN user_group g ON g.id = p.id
JOIN member o ON o.id = g.owner_id
JOIN space s ON s.tenant_id = g.tenant_id AND s.kind = 2 AND s.owner_id = g.id AND s.status < 2
ORDER BY g.id DESC

SELECT g.id, g.tenant_id, g.name, g.source_type, g.owner_id, g.icon_url, g.created_at, g.updated_at, gm.role
FROM user_group g
LEFT JOIN group_member gm ON gm.group_id = g.id AND gm.member_id = ?3
WHERE g.tenant_id = ?1 AND g.id = ?2

SELECT g.id, g.tenant_id, g.name, g.source_type, g.owner_id, g.icon_url, g.created_at, g.updated_at, gm.role
FROM group_member gm
JOIN user_group g ON g.id = gm.group_id
WHERE gm.member_id = ?1
ORDER BY gm.group_id LIMIT ?2

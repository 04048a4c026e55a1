SELECT g.id, g.tenant_id, g.name, g.source_type, g.owner_id, g.icon_url, g.created_at, g.updated_at, gm.role
FROM group_member gm
JOIN user_group g ON g.id = gm.group_id
WHERE gm.member_id = ?1 AND gm.group_id < ?4 AND g.source_type = ?2
    AND (?3 = '' OR g.name_key LIKE ?3 ESCAPE '\')
ORDER BY gm.group_id DESC LIMIT ?5

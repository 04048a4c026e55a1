SELECT COUNT(*)
FROM group_member gm
JOIN user_group g ON g.id = gm.group_id
WHERE gm.member_id = ?1 AND g.source_type = ?2 AND (?3 = '' OR g.name_key LIKE ?3 ESCAPE '\')

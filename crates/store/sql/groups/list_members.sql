SELECT m.id, m.name, m.department_id, d.name, m.mobile, gm.role, gm.pinned, gm.created_at, gm.updated_at
FROM group_member gm
JOIN member m ON m.id = gm.member_id
JOIN department d ON d.id = m.department_id
WHERE gm.group_id = ?1 AND (?2 = '' OR m.name_key LIKE ?2 ESCAPE '\')
ORDER BY gm.role, gm.created_at, gm.member_id LIMIT ?4 OFFSET ?3

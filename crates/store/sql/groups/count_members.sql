SELECT COUNT(*)
FROM group_member gm
JOIN member m ON m.id = gm.member_id
WHERE gm.group_id = ?1 AND (?2 = '' OR m.name_key LIKE ?2 ESCAPE '\')

SELECT gm.member_id
FROM group_member gm
JOIN member m ON m.id = gm.member_id
WHERE gm.group_id = ?1 AND gm.member_id <> ?2 AND m.status < 3
ORDER BY gm.role, gm.created_at, gm.member_id LIMIT 1

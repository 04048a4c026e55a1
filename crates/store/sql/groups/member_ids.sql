SELECT member_id FROM group_member WHERE group_id = ?1 ORDER BY member_id LIMIT ?2

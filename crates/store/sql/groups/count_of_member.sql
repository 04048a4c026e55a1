SELECT COUNT(*) FROM group_member WHERE member_id = ?1

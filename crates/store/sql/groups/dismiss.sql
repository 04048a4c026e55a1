DELETE FROM group_member WHERE group_id = ?1 AND member_id = ?2

UPDATE group_member SET role = ?3, updated_at = ?4 WHERE group_id = ?1 AND member_id = ?2

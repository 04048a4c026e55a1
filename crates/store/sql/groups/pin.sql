UPDATE group_member SET pinned = ?3 WHERE group_id = ?1 AND member_id = ?2

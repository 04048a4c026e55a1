DELETE FROM emergency WHERE member_id = ?1

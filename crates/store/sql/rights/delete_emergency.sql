DELETE FROM emergency WHERE space_id = ?1 AND member_id = ?2

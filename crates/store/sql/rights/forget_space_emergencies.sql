DELETE FROM emergency WHERE space_id = ?1

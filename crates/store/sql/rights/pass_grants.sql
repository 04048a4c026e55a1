UPDATE node_grant SET space_id = ?2 WHERE space_id = ?1

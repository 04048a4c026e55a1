DELETE FROM favourite WHERE member_id = ?1 AND node_id = ?2

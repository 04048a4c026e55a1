UPDATE node_guard SET space_id = ?2 WHERE space_id = ?1

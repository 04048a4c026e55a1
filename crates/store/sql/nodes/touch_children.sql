UPDATE node SET children_stamp = ?2 WHERE id = ?1

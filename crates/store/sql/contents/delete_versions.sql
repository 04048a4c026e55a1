DELETE FROM version WHERE node_id = ?1

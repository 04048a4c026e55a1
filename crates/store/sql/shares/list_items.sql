SELECT node_id FROM share_item WHERE share_id = ?1 ORDER BY position

INSERT INTO share_item (share_id, position, node_id) VALUES (?1, ?2, ?3)

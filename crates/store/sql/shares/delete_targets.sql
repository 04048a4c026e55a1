DELETE FROM share_target WHERE share_id = ?1

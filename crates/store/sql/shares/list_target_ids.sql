SELECT kind, target_id FROM share_target WHERE share_id = ?1

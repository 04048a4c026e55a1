DELETE FROM share_target WHERE share_id = ?1 AND kind = ?2 AND target_id = ?3

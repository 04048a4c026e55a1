DELETE FROM share_target
WHERE kind = 2 AND target_id = ?1
    AND share_id IN (SELECT t.share_id FROM share_target t WHERE t.kind = 2 AND t.target_id = ?1 LIMIT ?2)

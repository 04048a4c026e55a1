DELETE FROM share_target
WHERE share_id = ?1 AND NOT EXISTS (SELECT 1 FROM share s WHERE s.id = ?1)

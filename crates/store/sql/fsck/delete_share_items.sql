DELETE FROM share_item
WHERE share_id = ?1 AND NOT EXISTS (SELECT 1 FROM share s WHERE s.id = ?1)

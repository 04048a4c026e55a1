UPDATE share SET cancelled_at = ?2, updated_at = ?2
WHERE id IN (SELECT s.id FROM share s WHERE s.owner_id = ?1 AND s.cancelled_at IS NULL LIMIT ?3)

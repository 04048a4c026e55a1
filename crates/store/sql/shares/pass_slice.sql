UPDATE share SET owner_id = ?2, space_id = CASE WHEN space_id = ?3 THEN ?4 ELSE space_id END
WHERE id IN (SELECT s.id FROM share s WHERE s.owner_id = ?1 AND s.cancelled_at IS NULL LIMIT ?5)

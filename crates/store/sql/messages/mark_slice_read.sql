UPDATE message SET read_at = ?3
WHERE id IN (SELECT id FROM message WHERE member_id = ?1 AND read_at IS NULL AND id < ?2 ORDER BY id LIMIT ?4)

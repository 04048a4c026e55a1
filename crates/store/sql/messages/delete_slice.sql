DELETE FROM message
WHERE id IN (SELECT id FROM message WHERE member_id = ?1 AND id < ?2 ORDER BY id LIMIT ?3) RETURNING id, read_at

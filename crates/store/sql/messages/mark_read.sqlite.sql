UPDATE message SET read_at = ?3
WHERE id IN (SELECT j.value FROM json_each(?2) j) AND member_id = ?1 AND read_at IS NULL RETURNING id

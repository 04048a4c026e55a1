DELETE FROM message WHERE id IN (SELECT j.value FROM json_each(?2) j) AND member_id = ?1 RETURNING id, read_at

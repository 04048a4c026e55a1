UPDATE share SET cancelled_at = ?3, updated_at = ?3 WHERE id = ?1 AND owner_id = ?2 AND cancelled_at IS NULL

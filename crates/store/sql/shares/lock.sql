UPDATE share SET updated_at = updated_at WHERE id = ?1 AND owner_id = ?2 AND cancelled_at IS NULL

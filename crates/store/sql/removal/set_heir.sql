UPDATE space SET status = 3, heir_id = ?2, updated_at = ?3 WHERE id = ?1

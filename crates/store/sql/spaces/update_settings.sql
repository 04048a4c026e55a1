UPDATE space SET status = ?2, capacity = ?3, modifier_id = ?4, updated_at = ?5
WHERE id = ?1

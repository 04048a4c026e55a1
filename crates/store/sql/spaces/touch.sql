UPDATE space SET stamp = CASE WHEN stamp >= ?2 THEN stamp + 1 ELSE ?2 END, updated_at = ?3
WHERE id = ?1 RETURNING stamp, status, capacity, used, reserved

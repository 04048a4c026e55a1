UPDATE space SET used = ?2, reserved = ?3, stamp = ?4 WHERE id = ?1

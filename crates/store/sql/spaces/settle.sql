UPDATE space SET used = used + ?2, reserved = reserved - ?3 WHERE id = ?1

UPDATE space SET used = used WHERE id = ?1

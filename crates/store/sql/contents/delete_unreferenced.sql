DELETE FROM blob WHERE id = ?1 AND refs = 0 AND unreferenced_at IS NOT NULL AND unreferenced_at <= ?2

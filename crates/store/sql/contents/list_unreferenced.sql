SELECT id FROM blob WHERE unreferenced_at IS NOT NULL AND unreferenced_at <= ?1 ORDER BY unreferenced_at LIMIT ?2

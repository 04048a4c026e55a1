SELECT 1 FROM upload WHERE id = ?1
UNION ALL
SELECT 1 FROM garbage WHERE upload_id = ?1
LIMIT 1

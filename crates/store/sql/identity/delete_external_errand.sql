DELETE FROM external_errand
WHERE state_hash = ?1 AND browser_hash = ?2
RETURNING errand, expires_at

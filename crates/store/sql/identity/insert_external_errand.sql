INSERT INTO external_errand (state_hash, browser_hash, errand, expires_at)
VALUES (?1, ?2, ?3, ?4)

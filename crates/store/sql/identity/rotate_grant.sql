UPDATE login_grant SET refresh_hash = ?3, expires_at = ?4 WHERE id = ?1 AND refresh_hash = ?2

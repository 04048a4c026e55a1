UPDATE login_grant SET redeemed_at = ?2, family_hash = ?3, refresh_hash = ?4, expires_at = ?5
WHERE id = ?1 AND redeemed_at IS NULL

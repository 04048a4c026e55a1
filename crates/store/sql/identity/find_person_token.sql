SELECT t.scope, m.id, m.name, m.mobile, m.email, m.status
FROM provider_token t
JOIN member m ON m.id = t.member_id
WHERE t.token_hash = ?1 AND t.expires_at > ?2

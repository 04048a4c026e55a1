SELECT t.app_id, t.tenant_id
FROM provider_token t
WHERE t.token_hash = ?1 AND t.expires_at > ?2 AND t.member_id IS NULL

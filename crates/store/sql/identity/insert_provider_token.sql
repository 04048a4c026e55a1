INSERT INTO provider_token (token_hash, tenant_id, app_id, grant_id, member_id, scope, expires_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)

INSERT INTO app (id, tenant_id, public_id, name, secret, redirect_uris, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)

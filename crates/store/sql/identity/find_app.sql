SELECT id, tenant_id, public_id, name, secret, redirect_uris
FROM app
WHERE public_id = ?1

SELECT id, tenant_id, public_id, name, secret, redirect_uris
FROM app
WHERE tenant_id = ?1 AND id > ?2
ORDER BY id
LIMIT ?3

SELECT key_id, private_key
FROM signing_key
ORDER BY created_at DESC, key_id DESC

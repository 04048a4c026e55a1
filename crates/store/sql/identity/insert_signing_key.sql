INSERT INTO signing_key (key_id, private_key, created_at)
VALUES (?1, ?2, ?3)

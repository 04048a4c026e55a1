INSERT INTO embedding (id, session_id, code_hash, code_expires_at, expires_at)
VALUES (?1, ?2, ?3, ?4, ?4)

INSERT INTO account (login, member_id, password, changed_at)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT DO NOTHING

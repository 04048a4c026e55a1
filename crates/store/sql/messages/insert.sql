INSERT INTO message (id, tenant_id, member_id, kind, text_key, facts, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)

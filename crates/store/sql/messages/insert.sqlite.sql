INSERT INTO message (id, tenant_id, member_id, sender_id, kind, text_key, facts, created_at, seq)
SELECT json_extract(j.value, '$[0]'), ?1, json_extract(j.value, '$[1]'), ?3, ?4, ?5, ?6, ?7, json_extract(j.value, '$[2]') FROM json_each(?2) j

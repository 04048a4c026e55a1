INSERT INTO message_counter (member_id, unread, seq)
SELECT m.id, 1, 1 FROM json_each(?2) j CROSS JOIN member m
WHERE m.id = j.value AND m.tenant_id = ?1 AND m.status <> 3
ON CONFLICT (member_id) DO UPDATE SET unread = message_counter.unread + 1, seq = message_counter.seq + 1
RETURNING member_id, seq

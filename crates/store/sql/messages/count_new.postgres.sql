-- In the order of the people, as everybody locks these rows.
INSERT INTO message_counter (member_id, unread, seq)
SELECT m.id, 1, 1 FROM jsonb_array_elements_text(CAST(CAST(?2 AS TEXT) AS JSONB)) j (value)
JOIN member m ON m.id = CAST(j.value AS BIGINT)
WHERE m.tenant_id = ?1 AND m.status <> 3
ORDER BY m.id
ON CONFLICT (member_id) DO UPDATE SET unread = message_counter.unread + 1, seq = message_counter.seq + 1
RETURNING member_id, seq

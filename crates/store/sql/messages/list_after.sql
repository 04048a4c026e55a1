SELECT m.id, m.kind, m.text_key, m.facts, m.created_at, m.read_at, s.name, m.seq
FROM message m LEFT JOIN member s ON s.id = m.sender_id
WHERE m.member_id = ?1 AND m.seq > ?2 AND m.seq <= ?3
ORDER BY m.seq LIMIT ?4

SELECT m.id, m.kind, m.text_key, m.facts, m.created_at, m.read_at, s.name
FROM message m LEFT JOIN member s ON s.id = m.sender_id
WHERE m.member_id = ?1 AND m.id < ?2 AND (?3 < 0 OR m.kind = ?3) AND m.read_at IS NULL
ORDER BY m.id DESC LIMIT ?4

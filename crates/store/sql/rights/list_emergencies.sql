SELECT e.space_id, e.member_id, e.tenant_id, e.reason, e.opened_at, e.ends_at, m.name, m.subject, o.id, o.name, o.subject
FROM emergency e
JOIN member m ON m.id = e.member_id
JOIN space s ON s.id = e.space_id
JOIN member o ON o.id = s.owner_id
WHERE e.tenant_id = ?1 AND (e.space_id, e.member_id) > (?2, ?3) AND e.ends_at > ?4
ORDER BY e.space_id, e.member_id LIMIT ?5

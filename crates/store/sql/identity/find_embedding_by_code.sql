SELECT e.token_hash IS NOT NULL, e.code_expires_at, s.member_id, m.status, m.name
FROM embedding e
JOIN session s ON s.id = e.session_id
JOIN member m ON m.id = s.member_id AND m.tenant_id = s.tenant_id
WHERE e.id = ?1 AND e.code_hash = ?2 AND s.expires_at > ?3

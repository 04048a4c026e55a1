SELECT s.id, s.tenant_id, s.member_id, s.browser_login_id, s.seen_at, m.role, m.department_id, m.status
FROM embedding e
JOIN session s ON s.id = e.session_id
JOIN member m ON m.id = s.member_id AND m.tenant_id = s.tenant_id
WHERE e.token_hash = ?1 AND e.expires_at > ?2 AND s.expires_at > ?2

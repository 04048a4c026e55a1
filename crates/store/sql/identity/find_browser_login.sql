SELECT l.id, l.tenant_id, l.member_id, l.authenticated_at, m.name, m.status
FROM browser_login l
JOIN member m ON m.id = l.member_id
WHERE l.cookie_hash = ?1 AND l.expires_at > ?2

SELECT l.id
FROM member m
JOIN browser_login l ON l.member_id = m.id
WHERE m.tenant_id = ?1 AND m.subject = ?2 AND l.external IS NOT NULL
LIMIT ?3

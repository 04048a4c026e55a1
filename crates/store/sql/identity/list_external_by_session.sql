SELECT l.id
FROM browser_login l
JOIN member m ON m.id = l.member_id
WHERE l.external_session = ?1 AND l.tenant_id = ?2 AND (?3 = '' OR m.subject = ?3)
LIMIT ?4

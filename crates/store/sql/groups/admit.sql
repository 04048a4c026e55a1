-- Nobody comes in who is not there, is in already, or is in as many groups as one may be.
INSERT INTO group_member (group_id, member_id, role, created_at, updated_at)
SELECT ?2, m.id, 2, ?4, ?4
FROM member m
WHERE m.tenant_id = ?1 AND m.id = ?3 AND m.status < 3
    AND (SELECT COUNT(*) FROM group_member x WHERE x.member_id = m.id) < ?5
ON CONFLICT DO NOTHING

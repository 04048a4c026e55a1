SELECT COUNT(*)
FROM user_group g
JOIN member o ON o.id = g.owner_id
WHERE g.tenant_id = ?1 AND g.source_type = 1
    AND (?2 = '' OR g.name_key LIKE ?2 ESCAPE '\' OR o.name_key LIKE ?2 ESCAPE '\')

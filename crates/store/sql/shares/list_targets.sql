SELECT t.kind, t.target_id, COALESCE(d.name, g.name, m.name)
FROM share_target t
LEFT JOIN department d ON t.kind = 0 AND d.id = t.target_id
LEFT JOIN user_group g ON t.kind = 1 AND g.id = t.target_id
LEFT JOIN member m ON t.kind = 2 AND m.id = t.target_id AND m.status < 3
WHERE t.share_id = ?1 AND COALESCE(d.name, g.name, m.name) IS NOT NULL
ORDER BY t.kind, t.target_id

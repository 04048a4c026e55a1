INSERT INTO recent (member_id, node_id, used_at, edited)
SELECT m.id, json_extract(j.value, '$[1]'), json_extract(j.value, '$[2]'), json_extract(j.value, '$[3]')
FROM json_each(?1) j CROSS JOIN member m
WHERE m.id = json_extract(j.value, '$[0]') AND m.status < 3
ON CONFLICT (member_id, node_id) DO UPDATE SET used_at = excluded.used_at, edited = excluded.edited
WHERE (excluded.used_at > recent.used_at
        AND (excluded.edited OR NOT recent.edited OR excluded.used_at >= recent.used_at + ?2))
    OR (excluded.used_at <= recent.used_at
        AND excluded.edited AND NOT recent.edited AND recent.used_at < excluded.used_at + ?2)

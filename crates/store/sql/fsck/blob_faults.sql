SELECT b.id, b.refs, COUNT(v.id), b.unreferenced_at
FROM blob b LEFT JOIN version v ON v.blob_id = b.id
WHERE b.id > ?1
GROUP BY b.id
HAVING b.refs <> COUNT(v.id) OR (b.refs = 0) <> (b.unreferenced_at IS NOT NULL)
ORDER BY b.id LIMIT ?2

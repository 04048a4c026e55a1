UPDATE blob SET refs = refs + c.number, unreferenced_at = NULL
FROM (SELECT blob_id, COUNT(*) AS number FROM version WHERE id >= ?1 AND id < ?2 GROUP BY blob_id) c
WHERE blob.id = c.blob_id

UPDATE blob SET refs = refs - gone.number,
    unreferenced_at = CASE WHEN refs <= gone.number THEN CAST(?3 AS BIGINT) END
FROM (
    SELECT v.blob_id, COUNT(*) AS number
    FROM node n JOIN version v ON v.node_id = n.id
    WHERE n.space_id = ?1 AND n.id <= ?2
    GROUP BY v.blob_id
) gone
WHERE blob.id = gone.blob_id

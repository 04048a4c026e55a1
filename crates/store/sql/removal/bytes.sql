SELECT CAST(COALESCE(SUM(v.size), 0) AS BIGINT)
FROM node n JOIN version v ON v.node_id = n.id
WHERE n.space_id = ?1 AND n.id <= ?2

SELECT COUNT(*), CAST(COALESCE(SUM(s.size), 0) AS BIGINT), COALESCE(MAX(s.name_key), '')
FROM (
    SELECT n.size, n.name_key FROM node n WHERE n.parent_id = ?1 AND n.recycled_at IS NULL AND n.name_key > ?2 AND n.name_key < ?3
    ORDER BY n.name_key LIMIT ?4
) s

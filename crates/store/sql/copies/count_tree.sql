WITH RECURSIVE tree (id, kind, size) AS (
    SELECT id, kind, size FROM node WHERE id = ?1
    UNION ALL
    SELECT n.id, n.kind, n.size FROM tree JOIN node n ON n.parent_id = tree.id AND n.recycled_at IS NULL WHERE tree.kind = 0
)
SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM tree

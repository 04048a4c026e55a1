WITH RECURSIVE up (id, parent_id, space_id, name, kind, height, recycled_at, erased_at, level) AS (
    SELECT id, parent_id, space_id, name, kind, height, recycled_at, erased_at, 0 FROM node WHERE id = ?1
    UNION ALL
    SELECT n.id, n.parent_id, n.space_id, n.name, n.kind, n.height, n.recycled_at, n.erased_at, up.level + 1
    FROM up JOIN node n ON n.id = up.parent_id WHERE up.level < 40
)
SELECT id, parent_id, space_id, name, kind, height, recycled_at, erased_at FROM up ORDER BY level

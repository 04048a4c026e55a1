WITH RECURSIVE up (id, tenant_id, space_id, root_id, parent_id, kind, name, size, version_id, height, recycled_at, erased_at, marks, revision, level) AS (
    SELECT id, tenant_id, space_id, root_id, parent_id, kind, name, size, version_id, height, recycled_at, erased_at, marks, revision, 0
    FROM node WHERE id = ?1
    UNION ALL
    SELECT n.id, n.tenant_id, n.space_id, n.root_id, n.parent_id, n.kind, n.name, n.size, n.version_id, n.height,
        n.recycled_at, n.erased_at, n.marks, n.revision, up.level + 1
    FROM up JOIN node n ON n.id = up.parent_id WHERE up.level < 40
)
SELECT id, tenant_id, space_id, root_id, parent_id, kind, name, size, version_id, height, recycled_at, erased_at, marks, revision
FROM up ORDER BY level

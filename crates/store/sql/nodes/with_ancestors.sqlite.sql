WITH RECURSIVE up (id) AS (
    SELECT j.value FROM json_each(?1) j
    UNION
    SELECT n.parent_id FROM up JOIN node n ON n.id = up.id WHERE n.parent_id IS NOT NULL
)
SELECT n.id, n.tenant_id, n.space_id, n.root_id, n.parent_id, n.kind, n.name, n.size, n.version_id, n.height,
    n.recycled_at, n.erased_at, n.marks, n.revision
FROM up CROSS JOIN node n WHERE n.id = up.id

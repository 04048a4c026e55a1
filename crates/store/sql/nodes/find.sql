SELECT id, tenant_id, space_id, root_id, parent_id, kind, name, size, version_id, height, recycled_at, erased_at, marks, revision
FROM node WHERE id = ?1

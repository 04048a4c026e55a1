INSERT INTO node (id, tenant_id, space_id, root_id, parent_id, kind, name, name_key, sort_key, file_type, media_type,
    description, size, version_id, height, children_stamp, creator_id, editor_id, created_at, edited_at, recycled_at, erased_at)
SELECT CAST(?1 AS BIGINT), s.tenant_id, CAST(?3 AS BIGINT), CAST(?4 AS BIGINT), CAST(?5 AS BIGINT), s.kind, s.name, s.name_key, s.sort_key,
    s.file_type, s.media_type, s.description, s.size, CASE WHEN s.version_id IS NOT NULL THEN CAST(?2 AS BIGINT) END, s.height,
    CAST(?6 AS BIGINT), CAST(?7 AS BIGINT), CAST(?7 AS BIGINT), CAST(?8 AS BIGINT), s.edited_at, CAST(?10 AS BIGINT), CAST(?8 AS BIGINT)
FROM node s WHERE s.id = ?9

INSERT INTO node (id, tenant_id, space_id, root_id, parent_id, kind, name, name_key, sort_key, file_type, media_type,
    description, size, version_id, height, children_stamp, creator_id, editor_id, created_at, edited_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, 0, ?15, ?16, ?16, ?17, ?18)

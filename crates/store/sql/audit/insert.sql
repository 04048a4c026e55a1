INSERT INTO audit (id, tenant_id, at, actor_id, actor_name, app_id, address, act, object_kind, object_id, object_name,
    object_key, before, after)
VALUES (?1, ?2, ?3, ?4, COALESCE((SELECT name FROM member WHERE id = ?4), (SELECT name FROM app WHERE id = ?4), ''),
    ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)

INSERT INTO event (space_id, stamp, tenant_id, node_id, act, actor_id, app_id, address, detail)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)

SELECT g.node_id, g.tenant_id, g.space_id, g.breaks, g.holder_id, g.reason, g.locked_at
FROM json_each(?1) j CROSS JOIN node_guard g WHERE g.node_id = j.value

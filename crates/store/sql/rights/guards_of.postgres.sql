SELECT g.node_id, g.tenant_id, g.space_id, g.breaks, g.holder_id, g.reason, g.locked_at
FROM jsonb_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSONB)) j (value)
JOIN node_guard g ON g.node_id = CAST(j.value AS BIGINT)

SELECT i.share_id, i.node_id FROM jsonb_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSONB)) j (value)
JOIN share_item i ON i.share_id = CAST(j.value AS BIGINT)
ORDER BY i.share_id, i.position

SELECT i.share_id, i.node_id FROM json_each(?1) j CROSS JOIN share_item i WHERE i.share_id = j.value
ORDER BY i.share_id, i.position

SELECT f.node_id FROM json_each(?2) j CROSS JOIN favourite f WHERE f.member_id = ?1 AND f.node_id = j.value

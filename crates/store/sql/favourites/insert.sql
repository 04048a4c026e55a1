INSERT INTO favourite (member_id, node_id, starred_at) VALUES (?1, ?2, ?3)
ON CONFLICT (member_id, node_id) DO NOTHING

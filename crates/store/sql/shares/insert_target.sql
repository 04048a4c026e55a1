INSERT INTO share_target (share_id, kind, target_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING

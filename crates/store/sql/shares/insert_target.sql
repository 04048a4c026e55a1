INSERT INTO share_target (share_id, kind, target_id, named_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING

INSERT INTO job_turn (member_id, served_at) VALUES (?1, ?2)
ON CONFLICT (member_id) DO UPDATE SET served_at = excluded.served_at

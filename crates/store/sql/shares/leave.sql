INSERT INTO share_reader (member_id, share_id, opened_at, proved_version, left_at) VALUES (?1, ?2, NULL, 0, ?3)
ON CONFLICT (member_id, share_id) DO UPDATE SET opened_at = NULL, proved_version = 0, left_at = excluded.left_at

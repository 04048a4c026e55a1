INSERT INTO share_reader (member_id, share_id, opened_at, proved_version, left_at) VALUES (?1, ?2, ?3, ?4, NULL)
ON CONFLICT (member_id, share_id) DO UPDATE SET
    opened_at = COALESCE(share_reader.opened_at, excluded.opened_at),
    proved_version = excluded.proved_version,
    left_at = CASE WHEN excluded.opened_at IS NULL THEN share_reader.left_at END

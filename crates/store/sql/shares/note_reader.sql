-- Nothing is noted of who was removed meanwhile.
INSERT INTO share_reader (member_id, share_id, opened_at, proved_version, left_at)
SELECT m.id, CAST(?2 AS BIGINT), CAST(?3 AS BIGINT), CAST(?4 AS BIGINT), NULL FROM member m WHERE m.id = ?1 AND m.status <> 3
ON CONFLICT (member_id, share_id) DO UPDATE SET
    opened_at = COALESCE(share_reader.opened_at, excluded.opened_at),
    proved_version = excluded.proved_version,
    left_at = CASE WHEN excluded.opened_at IS NULL THEN share_reader.left_at END

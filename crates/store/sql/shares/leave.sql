-- Nothing is noted of who was removed meanwhile.
INSERT INTO share_reader (member_id, share_id, opened_at, proved_version, left_at)
SELECT m.id, CAST(?2 AS BIGINT), NULL, 0, CAST(?3 AS BIGINT) FROM member m WHERE m.id = ?1 AND m.status <> 3
ON CONFLICT (member_id, share_id) DO UPDATE SET opened_at = NULL, proved_version = 0, left_at = excluded.left_at

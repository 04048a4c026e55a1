INSERT INTO upload_part (upload_id, number, place, start_sha256, end_sha256, end_sha1, head_sha256)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (upload_id, number) DO UPDATE SET place = excluded.place, start_sha256 = excluded.start_sha256,
    end_sha256 = excluded.end_sha256, end_sha1 = excluded.end_sha1, head_sha256 = excluded.head_sha256

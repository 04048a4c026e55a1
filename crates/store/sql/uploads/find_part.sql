SELECT number, place, announced, start_sha256, end_sha256, end_sha1, head_sha256
FROM upload_part WHERE upload_id = ?1 AND number = ?2

DELETE FROM upload_part WHERE upload_id = ?1

UPDATE version SET blob_id = ?2 WHERE blob_id = ?1

DELETE FROM garbage WHERE blob_id = ?1

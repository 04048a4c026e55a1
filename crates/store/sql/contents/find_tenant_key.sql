SELECT seal_key FROM tenant WHERE id = ?1

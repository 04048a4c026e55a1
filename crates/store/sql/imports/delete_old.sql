DELETE FROM import_list WHERE created_at <= ?1

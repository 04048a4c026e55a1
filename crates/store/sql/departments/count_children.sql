SELECT COUNT(*) FROM department WHERE parent_id = ?1

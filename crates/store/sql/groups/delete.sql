DELETE FROM user_group WHERE id = ?1

UPDATE tenant SET user_limit = user_limit WHERE id = ?1

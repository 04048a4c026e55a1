SELECT id, capacity, user_limit, personal_space_size
FROM tenant
WHERE id = ?1

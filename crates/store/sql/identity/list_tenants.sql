SELECT id, capacity, user_limit, personal_space_size
FROM tenant
ORDER BY id
LIMIT ?1

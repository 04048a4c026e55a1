SELECT id, name, capacity, user_limit, group_limit, personal_space_size, department_space_size,
    group_space_size, auto_provision, package_days, created_at
FROM tenant
WHERE id > ?1
ORDER BY id
LIMIT ?2

INSERT INTO tenant (id, name, capacity, user_limit, group_limit, personal_space_size, department_space_size,
    group_space_size, auto_provision, package_days, created_at, seal_key)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)

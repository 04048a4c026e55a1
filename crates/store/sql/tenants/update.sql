UPDATE tenant
SET name = ?2, capacity = ?3, user_limit = ?4, group_limit = ?5, personal_space_size = ?6,
    department_space_size = ?7, group_space_size = ?8, auto_provision = ?9, package_days = ?10
WHERE id = ?1

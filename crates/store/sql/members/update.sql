UPDATE member SET department_id = ?2, role = ?3, status = ?4, name = ?5, name_key = ?6, mobile = ?7, email = ?8, updated_at = ?9
WHERE id = ?1

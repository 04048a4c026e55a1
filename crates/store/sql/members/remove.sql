UPDATE member SET status = 3, department_id = ?2, subject = ?3, mobile = '', email = '', heir_id = COALESCE(?4, heir_id), updated_at = ?5
WHERE id = ?1

SELECT COUNT(*) FROM member WHERE department_id = ?1 AND status < 3

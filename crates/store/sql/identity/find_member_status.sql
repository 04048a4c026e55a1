SELECT status FROM member WHERE id = ?1

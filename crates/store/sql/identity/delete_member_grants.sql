DELETE FROM login_grant WHERE member_id = ?1

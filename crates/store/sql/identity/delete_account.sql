DELETE FROM account WHERE member_id = ?1

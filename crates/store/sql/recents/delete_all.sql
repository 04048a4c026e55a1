DELETE FROM recent WHERE member_id = ?1

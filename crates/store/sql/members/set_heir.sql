UPDATE member SET heir_id = ?2 WHERE id = ?1

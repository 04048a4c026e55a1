SELECT opened_at, proved_version, left_at FROM share_reader WHERE member_id = ?1 AND share_id = ?2

DELETE FROM share_reader
WHERE member_id = ?1 AND share_id IN (SELECT r.share_id FROM share_reader r WHERE r.member_id = ?1 LIMIT ?2)

DELETE FROM recent WHERE member_id = ?1 AND (used_at, node_id) < (
    SELECT r.used_at, r.node_id FROM recent r WHERE r.member_id = ?1
    ORDER BY r.used_at DESC, r.node_id DESC LIMIT 1 OFFSET ?2)

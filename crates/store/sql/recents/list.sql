SELECT node_id, used_at, edited FROM recent WHERE member_id = ?1
ORDER BY used_at DESC, node_id DESC LIMIT ?2

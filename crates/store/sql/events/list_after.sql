SELECT node_id, act, detail FROM event
WHERE space_id = ?1 AND stamp > ?2 AND stamp <= ?3
ORDER BY stamp LIMIT ?4

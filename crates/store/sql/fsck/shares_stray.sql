SELECT x.share_id FROM (
    SELECT i.share_id FROM share_item i WHERE i.share_id > ?1
    UNION
    SELECT t.share_id FROM share_target t WHERE t.share_id > ?1
    UNION
    SELECT c.share_id FROM share_count c WHERE c.share_id > ?1
    UNION
    SELECT r.share_id FROM share_reader r WHERE r.share_id > ?1
) x
WHERE NOT EXISTS (SELECT 1 FROM share s WHERE s.id = x.share_id)
ORDER BY x.share_id LIMIT ?2

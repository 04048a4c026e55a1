-- The mark that each row demands of its node.
SELECT DISTINCT n.id FROM (
    SELECT g.node_id AS id, 2 AS mark FROM node_grant g WHERE g.node_id > ?1
    UNION
    SELECT b.node_id, 1 FROM node_guard b WHERE b.breaks AND b.node_id > ?1
    UNION
    SELECT l.node_id, 4 FROM node_guard l WHERE l.holder_id IS NOT NULL AND l.node_id > ?1
) w JOIN node n ON n.id = w.id
WHERE n.marks & w.mark = 0
ORDER BY n.id LIMIT ?2

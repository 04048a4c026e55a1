UPDATE node SET revision = revision + 1, marks = marks
    | CASE WHEN EXISTS (SELECT 1 FROM node_grant g WHERE g.node_id = node.id) THEN 2 ELSE 0 END
    | CASE WHEN EXISTS (SELECT 1 FROM node_guard b WHERE b.node_id = node.id AND b.breaks) THEN 1 ELSE 0 END
    | CASE WHEN EXISTS (SELECT 1 FROM node_guard l WHERE l.node_id = node.id AND l.holder_id IS NOT NULL) THEN 4 ELSE 0 END
WHERE id = ?1

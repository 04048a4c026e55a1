WITH RECURSIVE down (id, parent_id, name, level) AS (
    SELECT id, parent_id, name, 1 FROM department WHERE id = ?1
    UNION ALL
    SELECT d.id, d.parent_id, d.name, down.level + 1 FROM down JOIN department d ON d.parent_id = down.id WHERE down.level < 64
)
SELECT id, parent_id, name FROM down LIMIT ?2

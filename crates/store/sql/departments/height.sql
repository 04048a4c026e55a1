WITH RECURSIVE down (id, level) AS (
    SELECT id, 1 FROM department WHERE id = ?1
    UNION ALL
    SELECT d.id, down.level + 1 FROM down JOIN department d ON d.parent_id = down.id WHERE down.level < 64
)
SELECT CAST(MAX(level) AS BIGINT) FROM down

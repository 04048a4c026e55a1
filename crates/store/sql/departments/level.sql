WITH RECURSIVE up (id, parent_id, level) AS (
    SELECT id, parent_id, 1 FROM department WHERE id = ?1
    UNION ALL
    SELECT d.id, d.parent_id, up.level + 1 FROM up JOIN department d ON d.id = up.parent_id WHERE up.level < 64
)
SELECT CAST(MAX(level) AS BIGINT) FROM up

WITH RECURSIVE up (id, parent_id, level) AS (
    SELECT id, parent_id, 0 FROM department WHERE id = ?1
    UNION ALL
    SELECT d.id, d.parent_id, up.level + 1 FROM up JOIN department d ON d.id = up.parent_id WHERE up.level < 64
)
SELECT m.id
FROM up JOIN member m ON m.department_id = up.id
WHERE m.role = 0 AND m.status IN (0, 2) AND m.id <> ?2
ORDER BY up.level, m.id LIMIT 1

WITH RECURSIVE chain (id, heir_id, step) AS (
    SELECT id, heir_id, 0 FROM space WHERE id = ?1
    UNION ALL
    SELECT s.id, s.heir_id, chain.step + 1 FROM chain JOIN space s ON s.id = chain.heir_id WHERE chain.step < 64
)
SELECT id FROM chain ORDER BY step DESC LIMIT 1

-- CROSS JOIN keeps SQLite from reading the whole list again for everybody of the tenant.
SELECT m.subject FROM json_each(?2) j CROSS JOIN member m
WHERE m.tenant_id = ?1 AND m.subject = j.value

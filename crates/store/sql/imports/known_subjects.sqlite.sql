SELECT m.subject FROM json_each(?2) j CROSS JOIN member m ON m.tenant_id = ?1 AND m.subject = j.value

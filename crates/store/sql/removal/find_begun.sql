SELECT s.id, s.root_id, s.safe_id, h.id, h.root_id, h.safe_id
FROM space s JOIN space h ON h.id = s.heir_id
WHERE s.tenant_id = ?1 AND s.kind = 1 AND s.owner_id = ?2 AND s.status = 3

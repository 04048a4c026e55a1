INSERT INTO node_lease (number, holder, expires_at) VALUES (?1, ?2, ?3)
ON CONFLICT (number) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
WHERE node_lease.expires_at <= ?4 OR node_lease.holder = ?2

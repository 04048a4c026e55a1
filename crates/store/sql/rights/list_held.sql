SELECT node_id, tenant_id, space_id, breaks, holder_id, reason, locked_at FROM node_guard WHERE holder_id = ?1
ORDER BY space_id, node_id LIMIT ?2

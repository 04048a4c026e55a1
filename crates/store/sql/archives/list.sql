SELECT number, source, parent, path, folder, size, modified_at, name, renamed, node_id, failure FROM archive_entry WHERE job_id = ?1 AND number >= ?2 ORDER BY number LIMIT ?3

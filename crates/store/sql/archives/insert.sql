INSERT INTO archive_entry (job_id, number, source, parent, path, folder, size, modified_at, name, renamed, node_id, failure) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)

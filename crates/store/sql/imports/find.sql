SELECT people FROM import_list WHERE tenant_id = ?1 AND id = ?2 AND (CAST(?3 AS BIGINT) = 0 OR member_id = ?3)

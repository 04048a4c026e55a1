INSERT INTO import_list (id, tenant_id, member_id, people, created_at)
VALUES (?1, ?2, ?3, ?4, ?5)

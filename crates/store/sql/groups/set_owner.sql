INSERT INTO group_member (group_id, member_id, role, created_at, updated_at)
VALUES (?1, ?2, 0, ?3, ?3)
ON CONFLICT (group_id, member_id) DO UPDATE SET role = 0, updated_at = ?3

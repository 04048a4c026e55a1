UPDATE user_group SET name = ?2, name_key = ?3, icon_url = ?4, owner_id = ?5, updated_at = ?6
WHERE id = ?1

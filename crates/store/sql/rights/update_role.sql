UPDATE role SET name = ?2, name_key = ?3, rights = ?4, updated_at = ?5 WHERE id = ?1

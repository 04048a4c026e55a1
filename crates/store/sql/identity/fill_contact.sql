UPDATE member SET
    mobile = CASE WHEN mobile = '' THEN ?2 ELSE mobile END,
    email = CASE WHEN email = '' THEN ?3 ELSE email END,
    updated_at = ?4
WHERE id = ?1 AND ((mobile = '' AND ?2 <> '') OR (email = '' AND ?3 <> ''))

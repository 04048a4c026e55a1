DELETE FROM emergency WHERE (space_id, member_id) IN
    (SELECT space_id, member_id FROM emergency WHERE ends_at <= ?1 LIMIT ?2)

DELETE FROM node_grant WHERE node_id = ?1 AND subject_kind = ?2 AND subject_id = ?3 AND role_id = ?4

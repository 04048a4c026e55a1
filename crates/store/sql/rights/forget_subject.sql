DELETE FROM node_grant WHERE subject_kind = ?1 AND subject_id = ?2

SELECT id FROM node WHERE parent_id = ?1 AND marks & 1 = 1

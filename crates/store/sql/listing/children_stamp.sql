SELECT children_stamp FROM node WHERE id = ?1

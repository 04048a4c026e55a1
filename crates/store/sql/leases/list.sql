SELECT number FROM node_lease WHERE expires_at > ?1 ORDER BY number

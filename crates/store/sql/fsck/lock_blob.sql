UPDATE blob SET refs = refs WHERE id = ?1

UPDATE blob SET id = ?2, sha1 = ?3, head_sha256 = ?4, seal = ?5, refs = refs + 1, unreferenced_at = NULL WHERE id = ?1

UPDATE node SET marks = (marks | ?2) & ~CAST(?3 AS BIGINT), revision = revision + 1 WHERE id = ?1

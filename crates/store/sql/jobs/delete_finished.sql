DELETE FROM job WHERE finished_at <= ?1 AND kind NOT IN ('hand_over', 'import') OR finished_at <= ?2

-- What is left of somebody who is gone goes by a job.
SELECT DISTINCT r.member_id FROM share_reader r
WHERE r.member_id > ?1
    AND NOT EXISTS (
        SELECT 1 FROM member m WHERE m.id = r.member_id AND (m.status <> 3 OR EXISTS (
            SELECT 1 FROM job j WHERE j.tenant_id = m.tenant_id AND j.kind = 'forget_reader' AND j.status < 2)))
ORDER BY r.member_id LIMIT ?2

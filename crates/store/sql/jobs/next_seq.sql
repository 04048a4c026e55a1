INSERT INTO job_counter (member_id, seq) VALUES (?1, 1)
ON CONFLICT (member_id) DO UPDATE SET seq = job_counter.seq + 1
RETURNING seq

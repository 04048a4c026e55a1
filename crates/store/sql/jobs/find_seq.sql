SELECT seq FROM job_counter WHERE member_id = ?1

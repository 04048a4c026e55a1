SELECT c.member_id, c.seq FROM json_each(?1) j CROSS JOIN message_counter c
WHERE c.member_id = json_extract(j.value, '$[0]') AND c.seq <> json_extract(j.value, '$[1]')

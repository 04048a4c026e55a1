SELECT c.id, c.stamp FROM json_each(?1) j CROSS JOIN space c
WHERE c.id = json_extract(j.value, '$[0]') AND c.stamp <> json_extract(j.value, '$[1]')

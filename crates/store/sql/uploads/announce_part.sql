INSERT INTO upload_part (upload_id, number, announced) VALUES (?1, ?2, ?3)
ON CONFLICT (upload_id, number) DO UPDATE SET announced = excluded.announced

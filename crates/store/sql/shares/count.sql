INSERT INTO share_count (share_id, slot, views, downloads, saves) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (share_id, slot) DO UPDATE SET
    views = share_count.views + excluded.views,
    downloads = share_count.downloads + excluded.downloads,
    saves = share_count.saves + excluded.saves

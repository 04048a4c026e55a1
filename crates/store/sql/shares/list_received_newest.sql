-- The page is found before what it shows is summed up.
WITH RECURSIVE up (id, parent_id, level) AS (
    SELECT id, parent_id, 0 FROM department WHERE id = ?2
    UNION ALL
    SELECT d.id, d.parent_id, up.level + 1 FROM up JOIN department d ON d.id = up.parent_id WHERE up.level < 64
),
mine (kind, target_id) AS (
    SELECT 2, CAST(?1 AS BIGINT)
    UNION ALL
    SELECT 1, gm.group_id FROM group_member gm WHERE gm.member_id = ?1
    UNION ALL
    SELECT 0, up.id FROM up
),
received (share_id) AS (
    SELECT t.share_id FROM mine CROSS JOIN share_target t
    WHERE t.kind = mine.kind AND t.target_id = mine.target_id AND t.share_id < ?5
        AND t.named_at > COALESCE((SELECT r.left_at FROM share_reader r WHERE r.member_id = ?1 AND r.share_id = t.share_id), -1)
    UNION
    SELECT r.share_id FROM share_reader r WHERE r.member_id = ?1 AND r.opened_at IS NOT NULL AND r.share_id < ?5
),
page (id) AS (
    SELECT s.id FROM received JOIN share s ON s.id = received.share_id
    WHERE s.tenant_id = ?3 AND s.owner_id <> ?1 AND s.cancelled_at IS NULL AND (?4 = '' OR s.display_key LIKE ?4 ESCAPE '\')
    ORDER BY s.id DESC LIMIT ?6
)
SELECT s.id, s.tenant_id, s.owner_id, s.space_id, s.short_id, s.scope, s.extract_code, s.code_version,
    s.may_preview, s.may_edit, s.may_download, s.expires_at, s.comment, s.display_name, s.items, s.created_at, s.updated_at,
    (SELECT CAST(COALESCE(SUM(c.views), 0) AS BIGINT) FROM share_count c WHERE c.share_id = s.id),
    (SELECT CAST(COALESCE(SUM(c.downloads), 0) AS BIGINT) FROM share_count c WHERE c.share_id = s.id),
    (SELECT CAST(COALESCE(SUM(c.saves), 0) AS BIGINT) FROM share_count c WHERE c.share_id = s.id),
    s.cancelled_at, COALESCE(r.proved_version, 0), COALESCE(m.name, '')
FROM page JOIN share s ON s.id = page.id
LEFT JOIN member m ON m.id = s.owner_id
LEFT JOIN share_reader r ON r.member_id = ?1 AND r.share_id = s.id
ORDER BY s.id DESC

SELECT s.id, s.tenant_id, s.owner_id, s.space_id, s.short_id, s.scope, s.extract_code, s.code_version,
    s.may_preview, s.may_edit, s.may_download, s.expires_at, s.comment, s.display_name, s.items, s.created_at, s.updated_at,
    (SELECT CAST(COALESCE(SUM(c.views), 0) AS BIGINT) FROM share_count c WHERE c.share_id = s.id),
    (SELECT CAST(COALESCE(SUM(c.downloads), 0) AS BIGINT) FROM share_count c WHERE c.share_id = s.id),
    (SELECT CAST(COALESCE(SUM(c.saves), 0) AS BIGINT) FROM share_count c WHERE c.share_id = s.id),
    s.cancelled_at, COALESCE(r.proved_version, 0), COALESCE(m.name, '')
FROM share s
LEFT JOIN member m ON m.id = s.owner_id
LEFT JOIN share_reader r ON r.member_id = ?2 AND r.share_id = s.id
WHERE s.id = ?1

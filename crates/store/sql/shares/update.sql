UPDATE share SET extract_code = ?2, code_version = ?3, may_preview = ?4, may_edit = ?5, may_download = ?6,
    expires_at = ?7, comment = ?8, updated_at = ?9
WHERE id = ?1 AND cancelled_at IS NULL

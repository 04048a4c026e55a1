DELETE FROM browser_login WHERE id IN
    (SELECT l.id
    FROM browser_login l
    WHERE l.expires_at <= ?1
        -- An issuer names its logins when it ends them: they are known as long as what came from them.
        AND (l.external IS NULL OR NOT EXISTS (SELECT 1 FROM session s WHERE s.browser_login_id = l.id))
    ORDER BY l.expires_at
    LIMIT ?2)

SELECT g.id, g.tenant_id, g.member_id, g.browser_login_id, g.app_id, g.redirect_uri, g.scope, g.nonce,
    g.challenge, g.authenticated_at, g.code_expires_at, g.redeemed_at, g.refresh_hash, g.expires_at,
    m.status, m.name, m.mobile, m.email
FROM login_grant g
JOIN member m ON m.id = g.member_id
WHERE g.family_hash = ?1

-- Passwords, sessions, apps and what the built-in identity provider remembers.
-- Secrets that somebody shows again are kept as SHA-256; secrets that the server has to use itself
-- are wrapped with the installation's key.

-- How a member logs in at the built-in provider. The login page does not know the tenant, so that
-- login names are unique over the whole server.
CREATE TABLE account (
    -- Trimmed, NFC, case folded.
    login TEXT NOT NULL PRIMARY KEY,
    member_id BIGINT NOT NULL REFERENCES member (id),
    -- Argon2id, a PHC string.
    password TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_member ON account (member_id);
CREATE INDEX member_email ON member (email) WHERE email <> '';

-- Failed logins in the current window, by account or by address.
CREATE TABLE login_failure (
    -- 'account' or 'address'.
    kind TEXT NOT NULL,
    who TEXT NOT NULL,
    failures BIGINT NOT NULL,
    window_ends_at BIGINT NOT NULL,
    PRIMARY KEY (kind, who)
);
CREATE INDEX login_failure_end ON login_failure (window_ends_at);

-- A person's login in one browser: what lets a second app in without a password.
CREATE TABLE browser_login (
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL REFERENCES member (id),
    cookie_hash BYTEA NOT NULL,
    authenticated_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX browser_login_cookie ON browser_login (cookie_hash);
CREATE INDEX browser_login_member ON browser_login (member_id);
CREATE INDEX browser_login_expiry ON browser_login (expires_at);

-- A registered application: signs requests, is a client of the provider, or both.
CREATE TABLE app (
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    -- AppId and client_id.
    public_id TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Wrapped; NULL for a public client, which has none.
    secret BYTEA,
    -- Exact addresses, one a line.
    redirect_uris TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX app_public ON app (public_id);
CREATE INDEX app_tenant ON app (tenant_id, id);

-- What a login gave to one client: the code, and the refresh tokens that follow it.
CREATE TABLE login_grant (
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL REFERENCES member (id),
    browser_login_id BIGINT NOT NULL,
    -- NULL for the built-in client.
    app_id BIGINT REFERENCES app (id),
    redirect_uri TEXT NOT NULL,
    scope TEXT NOT NULL,
    nonce TEXT,
    -- PKCE, S256.
    challenge TEXT,
    authenticated_at BIGINT NOT NULL,
    code_hash BYTEA NOT NULL,
    code_expires_at BIGINT NOT NULL,
    -- A code that comes a second time ends the grant.
    redeemed_at BIGINT,
    -- The part that all refresh tokens of the grant have in common, and the whole newest one.
    family_hash BYTEA,
    refresh_hash BYTEA,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX login_grant_code ON login_grant (code_hash);
CREATE UNIQUE INDEX login_grant_family ON login_grant (family_hash) WHERE family_hash IS NOT NULL;
CREATE INDEX login_grant_member ON login_grant (member_id);
CREATE INDEX login_grant_expiry ON login_grant (expires_at);

-- The token that a person's requests carry.
CREATE TABLE session (
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL REFERENCES member (id),
    browser_login_id BIGINT NOT NULL,
    grant_id BIGINT NOT NULL,
    token_hash BYTEA NOT NULL,
    -- Of the session id, which renewing the token takes.
    handle_hash BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX session_token ON session (token_hash);
CREATE INDEX session_member ON session (member_id);
CREATE INDEX session_grant ON session (grant_id);
CREATE INDEX session_browser_login ON session (browser_login_id);
CREATE INDEX session_expiry ON session (expires_at);

-- Tokens of the provider's token endpoint: an app's own, or a person's for the profile alone.
CREATE TABLE provider_token (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    app_id BIGINT NOT NULL REFERENCES app (id),
    -- NULL for an app's own.
    grant_id BIGINT,
    member_id BIGINT REFERENCES member (id),
    scope TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX provider_token_grant ON provider_token (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX provider_token_member ON provider_token (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX provider_token_expiry ON provider_token (expires_at);

-- Keys that sign id tokens. The newest signs; older ones verify until they are gone.
CREATE TABLE signing_key (
    key_id TEXT NOT NULL PRIMARY KEY,
    -- PKCS #8, wrapped.
    private_key BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

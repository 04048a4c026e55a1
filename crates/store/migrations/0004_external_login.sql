-- Logging in at an external issuer.

-- What a browser was sent to the issuer for. Kept until it comes back, which it does once.
CREATE TABLE external_errand (
    state_hash BYTEA NOT NULL PRIMARY KEY,
    -- SHA-256 of a cookie: an errand ends in the browser in which it began.
    browser_hash BYTEA NOT NULL,
    -- JSON, wrapped.
    errand BYTEA NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX external_errand_expiry ON external_errand (expires_at);

-- NULL unless the login came from an external issuer: what names it there, JSON, wrapped.
ALTER TABLE browser_login ADD COLUMN external BYTEA;
-- The issuer's name for its own session, where it has told one: what it ends logins by.
ALTER TABLE browser_login ADD COLUMN external_session TEXT;
CREATE INDEX browser_login_external ON browser_login (external_session) WHERE external_session IS NOT NULL;

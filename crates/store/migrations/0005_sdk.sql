-- Views of the drive embedded in pages of other sites. Each hangs on the session of the person who is
-- shown there and is worth nothing without it, so that nothing about the person is repeated here.
CREATE TABLE embedding (
    id BIGINT NOT NULL PRIMARY KEY,
    session_id BIGINT NOT NULL,
    code_hash BYTEA NOT NULL,
    code_expires_at BIGINT NOT NULL,
    -- NULL until the code is exchanged; a code that comes a second time ends the embedding.
    token_hash BYTEA,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX embedding_token ON embedding (token_hash) WHERE token_hash IS NOT NULL;
CREATE INDEX embedding_expiry ON embedding (expires_at);

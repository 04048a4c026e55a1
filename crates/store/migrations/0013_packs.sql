-- Packs: what somebody fetches as one zip. Only what to put in is kept; the zip is made while it is fetched.
CREATE TABLE pack (
    -- That of the job that made it; the job is forgotten earlier.
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    -- Who asked, and so who must still be allowed to when it is fetched.
    member_id BIGINT NOT NULL,
    space_id BIGINT NOT NULL,
    -- Of the zip.
    name TEXT NOT NULL,
    -- The language of what is written into it.
    locale TEXT NOT NULL,
    -- JSON: ids and names of what was asked for.
    tops TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX pack_expires ON pack (expires_at);

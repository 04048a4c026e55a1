-- Packs: what somebody fetches as one zip. Only what to put in is kept; the zip is made while it is fetched.
CREATE TABLE pack (
    -- That of the job that made it; the job is forgotten earlier.
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    -- Who asked, and so who must still be allowed to when it is fetched; the owner of the share for a stranger.
    member_id BIGINT NOT NULL,
    -- The share that opens what is in it, and the version of its code that was proved; NULL for one's own things.
    share_id BIGINT,
    code_version BIGINT,
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

-- The share through which a job was asked for; strangers have no id to be found by.
ALTER TABLE job ADD COLUMN share_id BIGINT;
CREATE INDEX job_share ON job (share_id, status) WHERE share_id IS NOT NULL;

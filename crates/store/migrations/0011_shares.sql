-- Links to folders and files for people who need not have a right on them.
CREATE TABLE share (
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    owner_id BIGINT NOT NULL,
    space_id BIGINT NOT NULL,
    -- What the link says; nobody guesses it.
    short_id TEXT NOT NULL,
    -- 1 anyone, 2 the tenant, 3 who is named.
    scope BIGINT NOT NULL,
    -- Wrapped, because its owner reads it again; NULL where there is none.
    extract_code BYTEA,
    -- Grows with every other code: what proved the code before proves nothing after.
    code_version BIGINT NOT NULL,
    may_preview BOOLEAN NOT NULL,
    may_edit BOOLEAN NOT NULL,
    may_download BOOLEAN NOT NULL,
    expires_at BIGINT NOT NULL,
    comment TEXT NOT NULL,
    -- The name of its first item, also as it is searched, and how many items there are.
    display_name TEXT NOT NULL,
    display_key TEXT NOT NULL,
    items BIGINT NOT NULL,
    cancelled_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX share_short ON share (short_id);
CREATE INDEX share_owner ON share (owner_id, id) WHERE cancelled_at IS NULL;

CREATE TABLE share_item (
    share_id BIGINT NOT NULL REFERENCES share (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    node_id BIGINT NOT NULL,
    PRIMARY KEY (share_id, position)
);

-- Whom a share of scope 3 names: 0 a department, 1 a group, 2 a person.
CREATE TABLE share_target (
    share_id BIGINT NOT NULL REFERENCES share (id) ON DELETE CASCADE,
    kind BIGINT NOT NULL,
    target_id BIGINT NOT NULL,
    PRIMARY KEY (share_id, kind, target_id)
);
CREATE INDEX share_target_of ON share_target (kind, target_id, share_id);

-- How often a share was used, in several rows that are summed: many visitors at once would wait for
-- each other at a single one.
CREATE TABLE share_count (
    share_id BIGINT NOT NULL REFERENCES share (id) ON DELETE CASCADE,
    slot BIGINT NOT NULL,
    views BIGINT NOT NULL,
    downloads BIGINT NOT NULL,
    saves BIGINT NOT NULL,
    PRIMARY KEY (share_id, slot)
);

-- The organisation, spaces, nodes, contents, uploads, events and jobs.
-- Types are PostgreSQL's; SQLite's are derived from them. Times are microseconds of UTC.
-- Every table leads with its tenant where rows of several tenants can meet.

CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);

-- Which part of the id space a running server makes ids from.
CREATE TABLE node_lease (
    number BIGINT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE tenant (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    capacity BIGINT NOT NULL,
    user_limit BIGINT NOT NULL,
    personal_space_size BIGINT NOT NULL,
    department_space_size BIGINT NOT NULL,
    group_space_size BIGINT NOT NULL,
    auto_provision BOOLEAN NOT NULL,
    seal_key BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE department (
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    parent_id BIGINT REFERENCES department (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX department_sibling ON department (tenant_id, parent_id, name_key);
CREATE INDEX department_parent ON department (parent_id);

-- "user" is a reserved word of SQL.
CREATE TABLE member (
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    department_id BIGINT NOT NULL REFERENCES department (id),
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    mobile TEXT NOT NULL,
    email TEXT NOT NULL,
    role BIGINT NOT NULL,
    status BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX member_subject ON member (tenant_id, subject);
CREATE INDEX member_department ON member (department_id, id);

CREATE TABLE user_group (
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    name TEXT NOT NULL,
    source_type BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE group_member (
    group_id BIGINT NOT NULL REFERENCES user_group (id),
    member_id BIGINT NOT NULL REFERENCES member (id),
    role BIGINT NOT NULL,
    PRIMARY KEY (group_id, member_id)
);
CREATE INDEX group_member_of ON group_member (member_id, group_id);

CREATE TABLE space (
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    kind BIGINT NOT NULL,
    owner_id BIGINT NOT NULL,
    status BIGINT NOT NULL,
    capacity BIGINT NOT NULL,
    used BIGINT NOT NULL,
    reserved BIGINT NOT NULL,
    -- Milliseconds of the last change; unique and increasing, given to its event.
    stamp BIGINT NOT NULL,
    root_id BIGINT NOT NULL,
    safe_id BIGINT NOT NULL,
    creator_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    modifier_id BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX space_owner ON space (tenant_id, kind, owner_id);

CREATE TABLE node (
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    space_id BIGINT NOT NULL REFERENCES space (id),
    -- The root that it lies under: the space's plain root or its safe. A root names itself.
    root_id BIGINT NOT NULL,
    -- NULL for roots.
    parent_id BIGINT,
    -- 0 folder, 1 file: folders come first in every order.
    kind BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    sort_key BYTEA NOT NULL,
    file_type BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    description TEXT NOT NULL,
    size BIGINT NOT NULL,
    -- Current content; NULL for folders.
    version_id BIGINT,
    -- Levels of folders below this one, at least; never too small.
    height BIGINT NOT NULL,
    -- Changed whenever a direct child comes, goes or changes: what caches of sorted listings ask.
    children_stamp BIGINT NOT NULL,
    creator_id BIGINT NOT NULL,
    editor_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    -- Only on the top of what was thrown away.
    recycled_at BIGINT,
    recycler_id BIGINT,
    -- Set on the top of what is being erased: nobody sees it or what is below it any more.
    erased_at BIGINT
);
CREATE UNIQUE INDEX node_sibling ON node (parent_id, name_key) WHERE recycled_at IS NULL;
CREATE INDEX node_by_name ON node (parent_id, kind, sort_key, id) WHERE recycled_at IS NULL;
CREATE INDEX node_recycled ON node (root_id, recycled_at, id) WHERE recycled_at IS NOT NULL;
CREATE INDEX node_recycled_from ON node (parent_id) WHERE recycled_at IS NOT NULL;

CREATE TABLE version (
    id BIGINT NOT NULL PRIMARY KEY,
    node_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    blob_id BIGINT NOT NULL,
    size BIGINT NOT NULL,
    creator_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX version_of ON version (node_id, number);

CREATE TABLE blob (
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    size BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    -- NULL until it has been computed in the background.
    sha1 BYTEA,
    -- SHA-256 of the first KiB.
    head_sha256 BYTEA NOT NULL,
    -- Encrypted content: the wrapped data key and the lengths of the parts; else NULL.
    seal BYTEA,
    sealed BOOLEAN NOT NULL,
    refs BIGINT NOT NULL,
    -- When the last reference went.
    unreferenced_at BIGINT
);
CREATE UNIQUE INDEX blob_content ON blob (tenant_id, sha256, size, sealed);
CREATE INDEX blob_head ON blob (tenant_id, head_sha256);
CREATE INDEX blob_unreferenced ON blob (unreferenced_at) WHERE unreferenced_at IS NOT NULL;
CREATE INDEX blob_without_sha1 ON blob (id) WHERE sha1 IS NULL;

-- Stored bytes that nothing names any more and that have to be removed.
CREATE TABLE garbage (
    blob_id BIGINT NOT NULL PRIMARY KEY,
    upload_id BIGINT NOT NULL
);

CREATE TABLE upload (
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    space_id BIGINT NOT NULL,
    -- The node that it becomes; the id is given out at once.
    node_id BIGINT NOT NULL,
    parent_id BIGINT NOT NULL,
    blob_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    on_clash BIGINT NOT NULL,
    file_type BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    description TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 BYTEA,
    -- Lengths of the parts, in order.
    parts TEXT NOT NULL,
    seal BYTEA,
    client_created_at BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX upload_node ON upload (node_id);
CREATE INDEX upload_expiry ON upload (expires_at);
CREATE INDEX upload_space ON upload (space_id);

CREATE TABLE upload_part (
    upload_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    -- Where the store of content keeps it; NULL until it has arrived.
    place TEXT,
    -- Hash state before the first byte, as the client announced it.
    announced BYTEA,
    -- Hash states as the bytes were received: before the first and after the last.
    start_sha256 BYTEA,
    end_sha256 BYTEA,
    end_sha1 BYTEA,
    head_sha256 BYTEA,
    PRIMARY KEY (upload_id, number)
);

CREATE TABLE event (
    space_id BIGINT NOT NULL,
    stamp BIGINT NOT NULL,
    tenant_id BIGINT NOT NULL,
    node_id BIGINT NOT NULL,
    act TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    app_id BIGINT,
    address TEXT NOT NULL,
    -- JSON: names and places before and after.
    detail TEXT NOT NULL,
    PRIMARY KEY (space_id, stamp)
);

CREATE TABLE job (
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- JSON: what was asked, and where the work stands.
    command TEXT NOT NULL,
    cursor TEXT NOT NULL,
    -- JSON: outcome of each item.
    report TEXT NOT NULL,
    -- 0 waiting, 1 running, 2 done, 3 failed, 4 cancelled.
    status BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX job_due ON job (due_at, id) WHERE status < 2;
CREATE INDEX job_of ON job (tenant_id, member_id, id);

-- Names as overlapping pairs of characters, in the order of the name: a phrase of pairs is a substring.
-- only sqlite
CREATE VIRTUAL TABLE node_name USING fts5 (pairs, scope, content='', contentless_delete=1, tokenize='ascii');
-- only postgres
CREATE TABLE node_name (
    node_id BIGINT NOT NULL PRIMARY KEY,
    scope BIGINT NOT NULL,
    pairs tsvector NOT NULL
);
CREATE INDEX node_name_pairs ON node_name USING gin (pairs);
-- both

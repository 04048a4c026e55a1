-- The organisation as administrators run it: limits, groups with owners, spaces that pass on, what
-- was changed by whom, messages, imports.

ALTER TABLE tenant ADD COLUMN group_limit BIGINT NOT NULL DEFAULT 500;
-- Days that a packed download is kept.
ALTER TABLE tenant ADD COLUMN package_days BIGINT NOT NULL DEFAULT 7;

ALTER TABLE department ADD COLUMN creator_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE department ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
UPDATE department SET updated_at = created_at;

-- Names as they are compared, for the lists of administrators; SQLite's LIKE knows no Chinese case
-- and PostgreSQL's no case at all.
ALTER TABLE member ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
UPDATE member SET name_key = lower(name), updated_at = created_at;
-- Who got what a member left behind.
ALTER TABLE member ADD COLUMN heir_id BIGINT;
-- Lists come newest first.
CREATE INDEX member_tenant ON member (tenant_id, id);

ALTER TABLE user_group ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE user_group ADD COLUMN owner_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE user_group ADD COLUMN icon_url TEXT NOT NULL DEFAULT '';
ALTER TABLE user_group ADD COLUMN creator_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE user_group ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX user_group_tenant ON user_group (tenant_id, source_type, id);

ALTER TABLE group_member ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE group_member ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
-- Whether the member sees the group before others.
ALTER TABLE group_member ADD COLUMN pinned BOOLEAN NOT NULL DEFAULT FALSE;

-- The space that the content of a leaver's one goes to.
ALTER TABLE space ADD COLUMN heir_id BIGINT;
CREATE INDEX space_heir ON space (heir_id) WHERE status = 3;
CREATE INDEX space_passing ON space (tenant_id, owner_id) WHERE status = 3;
DROP INDEX space_owner;
-- A space that is being removed is its owner's no more.
CREATE UNIQUE INDEX space_owner ON space (tenant_id, kind, owner_id) WHERE status < 2;
CREATE INDEX space_list ON space (tenant_id, kind, id) WHERE status < 2;
-- What removing and handing over a space goes through. Nodes of a space are made one after the
-- other: the pages that it touches are those that were touched just before.
-- With the id: without it PostgreSQL looks, for each slice, at all that is left of the space, so that
-- the work grows with the square of the files.
CREATE INDEX node_space ON node (space_id, id);

-- Who changed what in the organisation. Rows are only ever added.
CREATE TABLE audit (
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- 0 for the operator at the server's own command line.
    actor_id BIGINT NOT NULL,
    actor_name TEXT NOT NULL,
    app_id BIGINT,
    address TEXT NOT NULL,
    act TEXT NOT NULL,
    -- 'tenant', 'department', 'user', 'group', 'space', 'job'.
    object_kind TEXT NOT NULL,
    object_id BIGINT NOT NULL,
    object_name TEXT NOT NULL,
    -- JSON objects: the fields that changed; empty where there was or is nothing.
    before TEXT NOT NULL,
    after TEXT NOT NULL
);
CREATE INDEX audit_tenant ON audit (tenant_id, id);
-- only sqlite
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
-- only postgres
CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN RAISE EXCEPTION ''the audit log is only added to''; END';
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit EXECUTE FUNCTION audit_refuses();
-- both

-- What people are told. The text is made when it is read, in the reader's language.
CREATE TABLE message (
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    -- 0 share, 1 team, 2 system, 3 administration.
    kind BIGINT NOT NULL,
    -- The key of the text, and JSON with what fills its holes.
    text_key TEXT NOT NULL,
    facts TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    read_at BIGINT
);
CREATE INDEX message_of ON message (member_id, id);

-- People to be imported, as they were verified.
CREATE TABLE import_list (
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    -- JSON: the rows.
    people TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX import_list_age ON import_list (created_at);

ALTER TABLE job ADD COLUMN started_at BIGINT;
-- The key of the failure that ended it.
ALTER TABLE job ADD COLUMN failure TEXT;
CREATE INDEX job_list ON job (tenant_id, id) WHERE kind IN ('hand_over', 'import');
-- Who manages a department: few people, asked for each department of a list.
CREATE INDEX member_administrator ON member (department_id) WHERE role = 0;
-- Lists of people by the state of their spaces: SQLite answers them from this index alone.
CREATE INDEX space_status ON space (tenant_id, kind, owner_id, status) WHERE status < 2;

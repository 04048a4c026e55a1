-- Roles, what they are granted on, broken inheritance and locks.

-- A set of rights with a name, as an administrator defined it. The built-in ones have no rows.
CREATE TABLE role (
    id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    -- A bit for each right.
    rights BIGINT NOT NULL,
    creator_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX role_name ON role (tenant_id, name_key);

-- "grant" is a reserved word of SQL.
CREATE TABLE node_grant (
    node_id BIGINT NOT NULL,
    -- 1 person, 2 group, 3 department with what is below it.
    subject_kind BIGINT NOT NULL,
    subject_id BIGINT NOT NULL,
    -- Of the table of roles, or the small number of a built-in one.
    role_id BIGINT NOT NULL,
    tenant_id BIGINT NOT NULL,
    -- The space that the node is in; changed at once when its files pass to somebody else.
    space_id BIGINT NOT NULL,
    granter_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (node_id, subject_kind, subject_id, role_id)
);
CREATE INDEX node_grant_subject ON node_grant (subject_kind, subject_id, space_id, node_id);
CREATE INDEX node_grant_space ON node_grant (space_id);
CREATE INDEX node_grant_role ON node_grant (role_id);

-- Where a tree does not take the rights from above, and where it is locked.
CREATE TABLE node_guard (
    node_id BIGINT NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    space_id BIGINT NOT NULL,
    breaks BOOLEAN NOT NULL,
    -- Who locked it; NULL for what is not locked.
    holder_id BIGINT,
    reason TEXT NOT NULL,
    locked_at BIGINT
);
CREATE INDEX node_guard_space ON node_guard (space_id);
CREATE INDEX node_guard_holder ON node_guard (holder_id) WHERE holder_id IS NOT NULL;

-- What there may be of a node in the tables above, so that the many without need not be looked up:
-- 1 it takes no rights from above, 2 grants, 4 it is locked.
ALTER TABLE node ADD COLUMN marks BIGINT NOT NULL DEFAULT 0;
-- How often its name, place or marks changed.
ALTER TABLE node ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
CREATE INDEX node_broken ON node (parent_id) WHERE marks & 1 = 1;

-- A personal space that a super administrator opened for reading, for a while and for a reason.
CREATE TABLE emergency (
    space_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    tenant_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (space_id, member_id)
);
CREATE INDEX emergency_tenant ON emergency (tenant_id, space_id, member_id);

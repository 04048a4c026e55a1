-- What people have starred. What was erased leaves its row, until its owner looks at the list again.
CREATE TABLE favourite (
    member_id BIGINT NOT NULL,
    node_id BIGINT NOT NULL,
    starred_at BIGINT NOT NULL,
    PRIMARY KEY (member_id, node_id)
);
CREATE INDEX favourite_by_time ON favourite (member_id, starred_at, node_id);

-- The files that people viewed or changed last: one row for each, the newest 100 of everybody.
CREATE TABLE recent (
    member_id BIGINT NOT NULL,
    node_id BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    edited BOOLEAN NOT NULL,
    PRIMARY KEY (member_id, node_id)
);
CREATE INDEX recent_by_time ON recent (member_id, used_at, node_id);

-- The order in which somebody's messages and jobs changed. Each counter is a row that the transaction
-- locks, so the numbers grow in the order of the commits, whichever server commits: what an open page
-- has seen ends at a number.

ALTER TABLE message_counter ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
CREATE INDEX message_seq ON message (member_id, seq);

CREATE TABLE job_counter (
    member_id BIGINT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL
);
-- That of the last change that its asker can see.
ALTER TABLE job ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
CREATE INDEX job_seq ON job (member_id, seq) WHERE act IS NOT NULL;

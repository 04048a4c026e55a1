-- Jobs that people follow, in lanes; trees being copied.

-- Who does it: 0 the worker for rows, 1 the workers that read and write contents.
ALTER TABLE job ADD COLUMN lane BIGINT NOT NULL DEFAULT 0;
-- What the asker sees of it: the number of the act; NULL for work that nobody follows.
ALTER TABLE job ADD COLUMN act BIGINT;
-- The space that is changed.
ALTER TABLE job ADD COLUMN space_id BIGINT;
ALTER TABLE job ADD COLUMN items BIGINT NOT NULL DEFAULT 0;
-- Percent.
ALTER TABLE job ADD COLUMN progress BIGINT NOT NULL DEFAULT 0;
-- Items that failed, and the key of the first failure.
ALTER TABLE job ADD COLUMN failed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN first_failure TEXT;

-- When somebody's job was taken up last: who waits the longest is next, however many jobs others have.
CREATE TABLE job_turn (
    member_id BIGINT NOT NULL PRIMARY KEY,
    -- An id: it grows with time.
    served_at BIGINT NOT NULL
);

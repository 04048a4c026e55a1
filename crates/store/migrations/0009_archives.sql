-- What is in an archive, and what became of it, for the job that looks at it or takes it apart.
CREATE TABLE archive_entry (
    job_id BIGINT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    -- From 0; folders come before what is in them.
    number BIGINT NOT NULL,
    -- The index in the archive's directory; NULL for what has no entry of its own.
    source BIGINT,
    -- The number of the folder above; NULL at the top.
    parent BIGINT,
    -- As it is shown; empty for the folder that is made around everything.
    path TEXT NOT NULL,
    folder BOOLEAN NOT NULL,
    size BIGINT NOT NULL,
    modified_at BIGINT,
    -- The name that it gets, and whether the archive has another.
    name TEXT NOT NULL,
    renamed BOOLEAN NOT NULL,
    -- What was made of it, or the key of the reason why nothing was.
    node_id BIGINT,
    failure TEXT,
    PRIMARY KEY (job_id, number)
);

-- Bytes that are being written are named here before they are: nobody refers to them yet, and whoever
-- writes them may be killed. They become garbage at that time, unless they are referred to by then.
ALTER TABLE garbage ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;

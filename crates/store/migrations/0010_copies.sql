-- Trees being copied: the folders whose children are still to come. The top of a copy is kept out of
-- sight until all of it is there.
CREATE TABLE copy_folder (
    job_id BIGINT NOT NULL,
    copy_id BIGINT NOT NULL,
    source_id BIGINT NOT NULL,
    -- Children up to this name are there.
    after_key TEXT NOT NULL,
    PRIMARY KEY (job_id, copy_id)
);

-- What people did with shares that are not theirs.
CREATE TABLE share_reader (
    member_id BIGINT NOT NULL,
    share_id BIGINT NOT NULL REFERENCES share (id) ON DELETE CASCADE,
    -- When the person followed the link: a share for everybody is in the list of who did. NULL for
    -- shares that name people, which are in their lists at once.
    opened_at BIGINT,
    -- The version of the extract code that the person has proved; 0 for none.
    proved_version BIGINT NOT NULL,
    -- When the person left the share.
    left_at BIGINT,
    PRIMARY KEY (member_id, share_id)
);
CREATE INDEX share_reader_share ON share_reader (share_id, member_id);

-- What goes with a space.
CREATE INDEX share_space ON share (space_id) WHERE cancelled_at IS NULL;

-- Since when a share names somebody: who has left it is back when it names him anew.
ALTER TABLE share_target ADD COLUMN named_at BIGINT NOT NULL DEFAULT 0;

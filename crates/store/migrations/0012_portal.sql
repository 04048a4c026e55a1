-- Who caused a message, and how much of what people are told they have not read.

-- Who caused it; NULL for the server itself.
ALTER TABLE message ADD COLUMN sender_id BIGINT;
CREATE INDEX message_unread ON message (member_id, id) WHERE read_at IS NULL;

-- How many messages somebody has not read: changed in the transaction that adds, reads or removes them.
CREATE TABLE message_counter (
    member_id BIGINT NOT NULL PRIMARY KEY,
    unread BIGINT NOT NULL
);
INSERT INTO message_counter (member_id, unread)
SELECT member_id, COUNT(*) FROM message WHERE read_at IS NULL GROUP BY member_id;

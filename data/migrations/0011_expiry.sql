-- Until when a network lets us keep members' words, 0 for as long as we like and for
-- those that were forgotten. doc says the same; verify compares them.
ALTER TABLE message ADD COLUMN expire_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX message_expire ON message (channel, expire_at) WHERE expire_at <> 0;

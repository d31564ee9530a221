-- By what the network calls it, our own answer is found when it is pulled back.
-- The folds fill it anew.
ALTER TABLE send ADD COLUMN remote_id TEXT NOT NULL DEFAULT '';
CREATE INDEX send_remote_id ON send (channel, remote_id) WHERE remote_id <> '';

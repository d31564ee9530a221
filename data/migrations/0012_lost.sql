-- What of a gap the network no longer gives: sentences, one a line.
ALTER TABLE gap ADD COLUMN lost TEXT NOT NULL DEFAULT '';

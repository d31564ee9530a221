-- When the network stops taking an answer, 0 for never. It is no part of clock:
-- whether it has passed depends on when the row is read.
ALTER TABLE conversation ADD COLUMN reply_until INTEGER NOT NULL DEFAULT 0;

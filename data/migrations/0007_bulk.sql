-- New messages are indexed together at the end of their transaction
-- (tx.indexMessages). By a trigger each would be written out by itself, since
-- every statement with a trigger makes FTS5 flush what it holds: a first sync
-- spent most of its time on merging those pieces.
DROP TRIGGER message_found_insert;

-- What FTS5 may hold until then, in bytes.
INSERT INTO found (found, rank) VALUES ('hashsize', 16777216);

-- A message that moves, or a person seen earlier, keeps its words: nothing to
-- index.
DROP TRIGGER message_found_update;
CREATE TRIGGER message_found_update AFTER UPDATE OF subject, text, people ON message
WHEN (OLD.subject, OLD.text, OLD.people) IS NOT (NEW.subject, NEW.text, NEW.people) BEGIN
    INSERT INTO found (found, rowid, subject, text, people) VALUES ('delete', OLD.id, OLD.subject, OLD.text, OLD.people);
    INSERT INTO found (rowid, subject, text, people) VALUES (NEW.id, NEW.subject, NEW.text, NEW.people);
END;

DROP TRIGGER doc_found_update;
CREATE TRIGGER doc_found_update AFTER UPDATE OF text ON doc WHEN OLD.text <> NEW.text BEGIN
    INSERT INTO found (found, rowid, subject, text, people) VALUES ('delete', OLD.id, '', OLD.text, '');
    INSERT INTO found (rowid, subject, text, people) VALUES (NEW.id, '', NEW.text, '');
END;

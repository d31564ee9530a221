-- What can be found besides messages: people, tags, notes. Its ids are below
-- zero, so that one index holds both.
CREATE TABLE doc (
    id      INTEGER PRIMARY KEY CHECK (id < 0),
    place   TEXT NOT NULL, -- person, tag, note
    channel TEXT NOT NULL, -- of a person
    ref     TEXT NOT NULL, -- the person's id, the tag's id, the note's act
    owner   TEXT NOT NULL, -- the conversation of a note
    at      INTEGER NOT NULL,
    text    TEXT NOT NULL,
    UNIQUE (place, channel, ref)
) STRICT;

CREATE INDEX doc_owner ON doc (owner) WHERE owner <> '';

CREATE VIEW searchable (id, subject, text, people) AS
    SELECT id, subject, text, people FROM message
    UNION ALL
    SELECT id, '', text, '' FROM doc;

CREATE VIRTUAL TABLE found USING fts5 (
    subject, text, people,
    content = 'searchable', content_rowid = 'id',
    tokenize = "unicode61 remove_diacritics 2",
    prefix = '2 3'
);

-- Words that were erased leave the index too, not only its answers.
INSERT INTO found (found, rank) VALUES ('secure-delete', 1);

CREATE VIRTUAL TABLE found_term USING fts5vocab (found, row);

CREATE TRIGGER message_found_insert AFTER INSERT ON message BEGIN
    INSERT INTO found (rowid, subject, text, people) VALUES (NEW.id, NEW.subject, NEW.text, NEW.people);
END;
CREATE TRIGGER message_found_update AFTER UPDATE OF subject, text, people ON message BEGIN
    INSERT INTO found (found, rowid, subject, text, people) VALUES ('delete', OLD.id, OLD.subject, OLD.text, OLD.people);
    INSERT INTO found (rowid, subject, text, people) VALUES (NEW.id, NEW.subject, NEW.text, NEW.people);
END;
CREATE TRIGGER message_found_delete AFTER DELETE ON message BEGIN
    INSERT INTO found (found, rowid, subject, text, people) VALUES ('delete', OLD.id, OLD.subject, OLD.text, OLD.people);
END;
CREATE TRIGGER doc_found_insert AFTER INSERT ON doc BEGIN
    INSERT INTO found (rowid, subject, text, people) VALUES (NEW.id, '', NEW.text, '');
END;
CREATE TRIGGER doc_found_update AFTER UPDATE OF text ON doc BEGIN
    INSERT INTO found (found, rowid, subject, text, people) VALUES ('delete', OLD.id, '', OLD.text, '');
    INSERT INTO found (rowid, subject, text, people) VALUES (NEW.id, '', NEW.text, '');
END;
CREATE TRIGGER doc_found_delete AFTER DELETE ON doc BEGIN
    INSERT INTO found (found, rowid, subject, text, people) VALUES ('delete', OLD.id, '', OLD.text, '');
END;

-- A note whose words are erased from the journal can no longer be found.
CREATE TRIGGER journal_erased AFTER UPDATE OF content ON journal WHEN NEW.content IS NULL BEGIN
    DELETE FROM doc WHERE place = 'note' AND ref = NEW.id;
END;

-- The ids that each message says it answers: a parent that comes after its
-- answers finds them here.
CREATE TABLE parent (
    channel TEXT NOT NULL,
    id      TEXT NOT NULL,
    message INTEGER NOT NULL REFERENCES message (id),
    PRIMARY KEY (channel, id, message)
) STRICT, WITHOUT ROWID;

INSERT INTO parent (channel, id, message)
SELECT DISTINCT m.channel, p.value, m.id FROM message AS m, json_each(m.doc, '$.parents') AS p WHERE p.value <> '';

-- Who is known in a thread is read from its messages.
DROP TABLE conversation_person;

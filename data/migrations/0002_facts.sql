-- What came from outside. doc holds the fields that nothing is looked up by;
-- digest is over every field but id and rev, so that a damaged one is found.
-- rev counts the versions of a message that were stored.
CREATE TABLE message (
    id           INTEGER PRIMARY KEY,
    channel      TEXT NOT NULL,
    key          TEXT NOT NULL,
    conversation TEXT NOT NULL,
    remote_id    TEXT NOT NULL,
    thread_root  TEXT NOT NULL,
    person       TEXT NOT NULL, -- the resident who wrote it; '' for ours and for machines
    start        INTEGER NOT NULL,
    subject      TEXT NOT NULL,
    text         TEXT NOT NULL,
    quoted       TEXT NOT NULL,
    people       TEXT NOT NULL, -- names and addresses, for search
    raw          BLOB,
    doc          TEXT NOT NULL,
    rev          INTEGER NOT NULL,
    digest       BLOB NOT NULL,
    UNIQUE (channel, key)
) STRICT;

CREATE INDEX message_conversation ON message (conversation, start, key);
CREATE INDEX message_remote_id ON message (channel, remote_id) WHERE remote_id <> '';
CREATE INDEX message_thread_root ON message (channel, thread_root) WHERE thread_root <> '';
CREATE INDEX message_person ON message (channel, person, start) WHERE person <> '';

CREATE TABLE location (
    channel  TEXT NOT NULL,
    folder   TEXT NOT NULL,
    validity INTEGER NOT NULL,
    uid      INTEGER NOT NULL,
    remote   TEXT NOT NULL,
    message  INTEGER NOT NULL REFERENCES message (id),
    gone_at  INTEGER NOT NULL,
    PRIMARY KEY (channel, folder, validity, uid, remote)
) STRICT, WITHOUT ROWID;

CREATE INDEX location_message ON location (message);

-- A conversation that a new one may belong to, as threading saw it.
CREATE TABLE suggestion (
    conversation TEXT PRIMARY KEY,
    other        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cursor (
    channel TEXT PRIMARY KEY,
    value   BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE skew (
    id      INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    seconds INTEGER NOT NULL,
    at      INTEGER NOT NULL
) STRICT;

CREATE INDEX skew_channel ON skew (channel, id);

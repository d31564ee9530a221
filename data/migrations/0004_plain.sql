-- Bytes that go out, made once and never changed.
CREATE TABLE sealed (
    send       TEXT PRIMARY KEY,
    token      TEXT NOT NULL,
    sender     TEXT NOT NULL,
    recipients TEXT NOT NULL,
    bytes      BLOB NOT NULL,
    digest     BLOB NOT NULL
) STRICT;

CREATE TRIGGER sealed_unchanged BEFORE UPDATE ON sealed
BEGIN
    SELECT RAISE(ABORT, 'sealed: what goes out is never changed');
END;

CREATE TABLE file (
    hash  TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

CREATE TRIGGER file_unchanged BEFORE UPDATE ON file
BEGIN
    SELECT RAISE(ABORT, 'file: an attachment is never changed');
END;

-- What is local and plain: never journalled, never shared.
CREATE TABLE draft (
    id           TEXT PRIMARY KEY,
    conversation TEXT NOT NULL,
    saved_at     INTEGER NOT NULL,
    value        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX draft_conversation ON draft (conversation);

CREATE TABLE health (
    channel TEXT PRIMARY KEY,
    value   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE gap (
    id       INTEGER PRIMARY KEY,
    channel  TEXT NOT NULL,
    began    INTEGER NOT NULL,
    ended    INTEGER NOT NULL, -- 0: still open
    expected INTEGER NOT NULL,
    fetched  INTEGER NOT NULL,
    note     TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX gap_open ON gap (channel) WHERE ended = 0;
CREATE INDEX gap_channel ON gap (channel, began);

CREATE TABLE notice (
    key          TEXT PRIMARY KEY,
    shown_at     INTEGER NOT NULL, -- 0: not shown
    dismissed_at INTEGER NOT NULL -- 0: not put away
) STRICT, WITHOUT ROWID;

CREATE TABLE local (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- 0x436D6473 is "Cmds": a file of this program, whatever its name.
PRAGMA application_id = 1131242611;

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What people and named rules decided, one row each, in the order in which this
-- store committed them. Times are UTC milliseconds.
CREATE TABLE journal (
    commit_no    INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    device       TEXT NOT NULL,
    dev_seq      INTEGER NOT NULL,
    officer      TEXT NOT NULL,
    os_user      TEXT NOT NULL,
    at           INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    batch        TEXT NOT NULL,
    effect       BLOB,
    content      BLOB,
    effect_salt  BLOB,
    content_salt BLOB,
    effect_hash  BLOB,
    content_hash BLOB,
    prev         BLOB,
    hash         BLOB NOT NULL,
    UNIQUE (device, dev_seq)
) STRICT;

CREATE INDEX journal_subject ON journal (subject_type, subject_id, commit_no);

CREATE TRIGGER journal_append BEFORE INSERT ON journal
WHEN NEW.commit_no <> (SELECT coalesce(max(commit_no), 0) + 1 FROM journal)
  OR NEW.dev_seq <> (SELECT coalesce(max(dev_seq), 0) + 1 FROM journal WHERE device = NEW.device)
  OR NEW.prev IS NOT (SELECT hash FROM journal WHERE device = NEW.device AND dev_seq = NEW.dev_seq - 1)
BEGIN
    SELECT RAISE(ABORT, 'journal: an act comes after the last one');
END;

CREATE TRIGGER journal_stays BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'journal: acts stay');
END;

-- The one change the journal knows: the words of an act, and the salt they were
-- hashed with, erased by law. Their hash stays.
CREATE TRIGGER journal_unchanged BEFORE UPDATE ON journal
WHEN NEW.content IS NOT NULL OR NEW.content_salt IS NOT NULL
  OR NEW.commit_no IS NOT OLD.commit_no OR NEW.id IS NOT OLD.id
  OR NEW.device IS NOT OLD.device OR NEW.dev_seq IS NOT OLD.dev_seq
  OR NEW.officer IS NOT OLD.officer OR NEW.os_user IS NOT OLD.os_user
  OR NEW.at IS NOT OLD.at OR NEW.kind IS NOT OLD.kind
  OR NEW.subject_type IS NOT OLD.subject_type OR NEW.subject_id IS NOT OLD.subject_id
  OR NEW.batch IS NOT OLD.batch OR NEW.effect IS NOT OLD.effect
  OR NEW.effect_salt IS NOT OLD.effect_salt OR NEW.effect_hash IS NOT OLD.effect_hash
  OR NEW.content_hash IS NOT OLD.content_hash
  OR NEW.prev IS NOT OLD.prev OR NEW.hash IS NOT OLD.hash
BEGIN
    SELECT RAISE(ABORT, 'journal: acts are never changed');
END;

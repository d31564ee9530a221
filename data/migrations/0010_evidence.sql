-- Messages as they stood before something was done about them. json is what was
-- kept, sha256 its hash in hex.
CREATE TABLE evidence (
    id           TEXT PRIMARY KEY,
    channel      TEXT NOT NULL,
    conversation TEXT NOT NULL,
    message      TEXT NOT NULL,
    taken_at     INTEGER NOT NULL,
    by           TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    json         TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX evidence_conversation ON evidence (conversation, taken_at);

CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence
BEGIN
    SELECT RAISE(ABORT, 'evidence: it stays');
END;

CREATE TRIGGER evidence_unchanged BEFORE UPDATE ON evidence
BEGIN
    SELECT RAISE(ABORT, 'evidence: it is never changed');
END;

-- What follows from acts and facts. Every row here can be made again from the
-- journal and the messages; verify does so and compares.
CREATE TABLE conversation (
    id             TEXT PRIMARY KEY,
    channel        TEXT NOT NULL,
    acts           INTEGER NOT NULL, -- on it, undone ones too
    facts          INTEGER NOT NULL, -- the revs of its messages together
    state          TEXT NOT NULL,    -- inbox.State
    type           TEXT NOT NULL,
    status         TEXT NOT NULL,
    assignee       TEXT NOT NULL,
    turn           TEXT NOT NULL,    -- the open turn, '' for none
    settled        TEXT NOT NULL,
    turn_start     INTEGER NOT NULL,
    clock          INTEGER NOT NULL, -- 0: nothing is due
    clock_kind     TEXT NOT NULL,
    press_deadline INTEGER NOT NULL,
    wrote_again    INTEGER NOT NULL,
    subject        TEXT NOT NULL,
    person_id      TEXT NOT NULL,
    person_name    TEXT NOT NULL,
    person_handle  TEXT NOT NULL,
    kind           TEXT NOT NULL,
    private        INTEGER NOT NULL,
    preview        TEXT NOT NULL,
    last_at        INTEGER NOT NULL,
    messages       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX conversation_queue ON conversation (status, clock);
CREATE INDEX conversation_channel ON conversation (channel);

CREATE TABLE conversation_tag (
    conversation TEXT NOT NULL REFERENCES conversation (id),
    tag          TEXT NOT NULL,
    PRIMARY KEY (conversation, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX conversation_tag_tag ON conversation_tag (tag);

-- Everybody a conversation's messages name.
CREATE TABLE conversation_person (
    conversation TEXT NOT NULL REFERENCES conversation (id),
    person       TEXT NOT NULL,
    PRIMARY KEY (conversation, person)
) STRICT, WITHOUT ROWID;

-- A send's row finds and orders it; what else it is, is folded from its acts
-- when it is read, so that words erased from the journal are nowhere else.
CREATE TABLE send (
    id           TEXT PRIMARY KEY,
    channel      TEXT NOT NULL,
    conversation TEXT NOT NULL,
    state        TEXT NOT NULL,
    token        TEXT NOT NULL,
    queued_at    INTEGER NOT NULL,
    settled_at   INTEGER NOT NULL,
    returned     INTEGER NOT NULL,
    acts         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX send_conversation ON send (conversation, queued_at);
CREATE INDEX send_state ON send (state, queued_at);
CREATE INDEX send_token ON send (channel, token);

CREATE TABLE channel (
    id    TEXT PRIMARY KEY,
    value TEXT NOT NULL, -- channel.Channel
    acts  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Officers, tags, redirects, settings and calendar versions; ord keeps the order
-- in which they were first set.
CREATE TABLE desk (
    type  TEXT NOT NULL,
    id    TEXT NOT NULL,
    value TEXT NOT NULL,
    ord   INTEGER NOT NULL,
    PRIMARY KEY (type, id)
) STRICT, WITHOUT ROWID;

"""Programs that answer too, and programs that are told: keys, requests already answered, webhooks and deliveries."""

SCRIPT = """
-- Keys of programs. Only a digest is kept, so nobody can read a key from the file; `hint` is its beginning.
CREATE TABLE api_keys (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    hint TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    used_on TEXT,
    revoked_at TEXT CHECK (revoked_at IS NULL OR revoked_at GLOB '????-??-??T??:??:??Z')
);
-- What was answered under an Idempotency-Key: the same request gets the same answer, another one under it is refused.
CREATE TABLE api_requests (
    key_id INTEGER NOT NULL REFERENCES api_keys(id) ON DELETE CASCADE,
    idempotency_key TEXT NOT NULL,
    body_digest BLOB NOT NULL,
    answer TEXT NOT NULL CHECK (json_valid(answer)),
    answered_at TEXT NOT NULL CHECK (answered_at GLOB '????-??-??T??:??:??Z'),
    PRIMARY KEY (key_id, idempotency_key)
) WITHOUT ROWID;
-- Addresses to tell of new responses ("response.created") and of low scores ("score.low").
CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL CHECK (url LIKE 'http://%' OR url LIKE 'https://%'),
    secret TEXT NOT NULL,
    events TEXT NOT NULL CHECK (json_valid(events)),
    survey_id INTEGER REFERENCES surveys(id) ON DELETE CASCADE,
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z')
);
-- What is to be told, written in the transaction that stores the response, so that none is lost; and what became of it.
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook_id INTEGER NOT NULL REFERENCES webhooks(id) ON DELETE CASCADE,
    event TEXT NOT NULL,
    response_id INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'delivered', 'failed', 'void')),
    attempts INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    next_at TEXT NOT NULL,
    answered_at TEXT,
    http_status INTEGER,
    problem TEXT NOT NULL DEFAULT ''
);
CREATE INDEX deliveries_due ON deliveries (next_at) WHERE status = 'waiting';
CREATE INDEX deliveries_of_webhook ON deliveries (webhook_id, id);
CREATE UNIQUE INDEX told_once ON deliveries (response_id, event, webhook_id);
"""

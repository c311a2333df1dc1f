"""Who was invited to which survey, by which mail, and who wants no more invitations."""

SCRIPT = """
-- One person asked once. The code in the link is made from the store's secret and `id` (never used again); only its
-- digest is kept. `begun_on` and `answered_on` are days: no time leads from here to a response. `begun_key` is that of
-- a response under way in a survey that does not know its customers, so that its link resumes it; it is removed in the
-- transaction that completes the response.
CREATE TABLE invitations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    survey_id INTEGER NOT NULL REFERENCES surveys(id),
    batch TEXT NOT NULL CHECK (batch <> ''),
    digest BLOB UNIQUE CHECK (length(digest) = 32),
    customer TEXT NOT NULL CHECK (customer <> ''),
    email TEXT,
    language TEXT,
    place TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(place)),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    expires_at TEXT CHECK (expires_at IS NULL OR expires_at GLOB '????-??-??T??:??:??Z'),
    sending_at TEXT,
    sent_at TEXT,
    reminded_at TEXT,
    reminders INTEGER NOT NULL DEFAULT 0,
    begun_on TEXT CHECK (begun_on IS NULL OR begun_on GLOB '????-??-??'),
    begun_key BLOB,
    answered_on TEXT CHECK (answered_on IS NULL OR answered_on GLOB '????-??-??'),
    bounced_at TEXT,
    revoked_at TEXT
);
CREATE UNIQUE INDEX one_invitation_per_batch ON invitations (survey_id, batch, customer);
CREATE INDEX invitations_of_customer ON invitations (customer);
CREATE INDEX invitations_of_address ON invitations (email) WHERE email IS NOT NULL;

-- Who wants no more invitations, whatever survey: customers by their id, and addresses (in small letters).
CREATE TABLE unsubscribed (
    kind TEXT NOT NULL CHECK (kind IN ('customer', 'email')),
    contact TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (kind, contact)
) WITHOUT ROWID;

-- What a mail says in one language, where it is not the survey's own words.
CREATE TABLE mail_texts (
    survey_id INTEGER NOT NULL REFERENCES surveys(id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    subject TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (survey_id, language)
) WITHOUT ROWID;
"""

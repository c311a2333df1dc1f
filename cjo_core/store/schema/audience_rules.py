"""Rules that say who belongs to a segment or a persona, whom they took in and when, and what a persona is like."""

_RULES = """
-- A rule of a segment or of a persona, as JSON (`survey.rules`). Never changed: another version takes its place
-- (`ended_at`). A name may have several rules at work after another was merged into it; one of them is enough.
CREATE TABLE audience_rules (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    segment_id INTEGER REFERENCES segments(id) ON DELETE CASCADE,
    persona_id INTEGER REFERENCES personas(id) ON DELETE CASCADE,
    version INTEGER NOT NULL CHECK (version >= 1),
    rule TEXT NOT NULL CHECK (json_valid(rule)),
    saved_at TEXT NOT NULL CHECK (saved_at GLOB '????-??-??T??:??:??Z'),
    ended_at TEXT CHECK (ended_at IS NULL OR ended_at GLOB '????-??-??T??:??:??Z'),
    CHECK ((segment_id IS NULL) <> (persona_id IS NULL))
);
-- Since when a customer belongs where, and by which version of which rule; `until` NULL: still. Kept, so that sizes can
-- be drawn over time.
CREATE TABLE assignments (
    id INTEGER PRIMARY KEY,
    customer TEXT NOT NULL CHECK (customer <> ''),
    segment_id INTEGER REFERENCES segments(id) ON DELETE CASCADE,
    persona_id INTEGER REFERENCES personas(id) ON DELETE CASCADE,
    rule_id INTEGER NOT NULL REFERENCES audience_rules(id) ON DELETE CASCADE,
    since TEXT NOT NULL CHECK (since GLOB '????-??-??T??:??:??Z'),
    until TEXT CHECK (until IS NULL OR until GLOB '????-??-??T??:??:??Z'),
    CHECK ((segment_id IS NULL) <> (persona_id IS NULL))
);
CREATE INDEX assignments_of_customer ON assignments (customer, until);
CREATE UNIQUE INDEX one_segment_at_a_time ON assignments (customer) WHERE until IS NULL AND segment_id IS NOT NULL;
CREATE UNIQUE INDEX one_persona_at_a_time ON assignments (customer) WHERE until IS NULL AND persona_id IS NOT NULL;
-- What of a response's place was given by a rule and not by whoever sent it: 1 its segment, 2 its persona. Only that
-- may a rule change or take back.
ALTER TABLE responses ADD COLUMN ruled INTEGER NOT NULL DEFAULT 0 CHECK (ruled BETWEEN 0 AND 3);
"""

_PROFILES = """
-- What a persona is like, in a team's words: lists hold one thing per line.
CREATE TABLE persona_profiles (
    persona_id INTEGER PRIMARY KEY REFERENCES personas(id) ON DELETE CASCADE,
    age_band TEXT NOT NULL DEFAULT '',
    occupation TEXT NOT NULL DEFAULT '',
    goals TEXT NOT NULL DEFAULT '',
    challenges TEXT NOT NULL DEFAULT '',
    buying TEXT NOT NULL DEFAULT '',
    quote TEXT NOT NULL DEFAULT '',
    colour INTEGER NOT NULL DEFAULT 0 CHECK (colour >= 0),
    picture BLOB CHECK (picture IS NULL OR length(picture) BETWEEN 1 AND 400000),
    updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??Z')
);
CREATE TABLE persona_channels (
    persona_id INTEGER NOT NULL REFERENCES personas(id) ON DELETE CASCADE,
    channel_id INTEGER NOT NULL REFERENCES channels(id) ON DELETE CASCADE,
    PRIMARY KEY (persona_id, channel_id)
) WITHOUT ROWID;
"""

SCRIPT = _RULES + _PROFILES

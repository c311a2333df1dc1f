"""What systems record of customers: who they are, what they bought, what happened to them (O-data)."""

_TABLES = """
-- A customer, by the id that orders, events and `responses.respondent` name. Ids are text exactly as given ("007" stays
-- "007"). Nothing refers to this table: an order whose customer nobody knows is reported, never refused or dropped.
CREATE TABLE customers (
    customer TEXT PRIMARY KEY CHECK (customer <> ''),
    signed_up_at TEXT CHECK (signed_up_at IS NULL OR signed_up_at GLOB '????-??-??T??:??:??Z'),
    -- an object of texts by name, such as {"city": "Kraków", "age": "34"}
    attributes TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(attributes) AND json_type(attributes) = 'object')
) WITHOUT ROWID;
-- An order. `order_key` makes every import idempotent; `number` is what the shop calls it. `value` is in the team's
-- currency; NULL is "nobody knows".
CREATE TABLE orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    order_key BLOB NOT NULL UNIQUE CHECK (length(order_key) = 16),
    customer TEXT NOT NULL CHECK (customer <> ''),
    ordered_at TEXT NOT NULL CHECK (ordered_at GLOB '????-??-??T??:??:??Z'),
    value REAL,
    status TEXT CHECK (status <> ''),
    number TEXT CHECK (number <> '')
);
CREATE INDEX orders_of_customer ON orders (customer, ordered_at);
CREATE INDEX orders_in_time ON orders (ordered_at);
-- Something a customer did or met. As in `places`, a touchpoint brings its own stage, so that moving or renaming either
-- carries the events along; whoever merges two must point `stage_id` and `touchpoint_id` here at the one that stays.
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event_key BLOB NOT NULL UNIQUE CHECK (length(event_key) = 16),
    customer TEXT NOT NULL CHECK (customer <> ''),
    happened_at TEXT NOT NULL CHECK (happened_at GLOB '????-??-??T??:??:??Z'),
    stage_id INTEGER REFERENCES stages(id),
    touchpoint_id INTEGER REFERENCES touchpoints(id),
    channel_id INTEGER REFERENCES channels(id),
    name TEXT NOT NULL DEFAULT '',
    CHECK (stage_id IS NULL OR touchpoint_id IS NULL)
);
CREATE INDEX events_of_customer ON events (customer, happened_at);
CREATE INDEX events_in_time ON events (happened_at);
"""

#: `odata_version` in the settings differs whenever any of these rows does, whichever tool writes: what was computed of
#: them may be remembered by it.
_VERSION = """
CREATE TRIGGER {table}_{verb} AFTER {verb} ON {table} BEGIN
    INSERT INTO settings (name, value) VALUES ('odata_version', '1')
    ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1;
END;
"""

_VIEW = """
-- For Datasette or a BI tool: every event in words.
CREATE VIEW events_readable AS
SELECT e.id AS event_id, e.customer, e.happened_at AS happened_at_utc, s.name AS stage, t.name AS touchpoint,
       c.name AS channel, e.name
FROM events e
LEFT JOIN touchpoints t ON t.id = e.touchpoint_id
LEFT JOIN stages s ON s.id = coalesce(t.stage_id, e.stage_id)
LEFT JOIN channels c ON c.id = e.channel_id;
"""

SCRIPT = (
    _TABLES
    + "".join(
        _VERSION.format(table=table, verb=verb)
        for table in ("customers", "orders", "events")
        for verb in ("insert", "update", "delete")
    )
    + _VIEW
)

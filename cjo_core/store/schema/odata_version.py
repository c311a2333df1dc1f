"""The version of O-data moves from the settings to a place of its own: an order is no change of what is set up."""

_TABLE = """
-- One row. The version is another one after every change of a customer, order or event, whichever tool writes: what was
-- computed of them may be remembered by it. Answers join customers by the respondent's id, so a change of that is one
-- too (an id made unknown, say).
CREATE TABLE odata (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL
);
INSERT INTO odata (id, version) VALUES (1, 0);
CREATE TRIGGER respondents_renamed AFTER UPDATE OF respondent ON responses WHEN old.respondent IS NOT new.respondent
BEGIN UPDATE odata SET version = version + 1; END;
"""

_TRIGGER = """
DROP TRIGGER {table}_{verb};
CREATE TRIGGER {table}_{verb} AFTER {verb} ON {table} BEGIN UPDATE odata SET version = version + 1; END;
"""

SCRIPT = (
    _TABLE
    + "".join(
        _TRIGGER.format(table=table, verb=verb)
        for table in ("customers", "orders", "events")
        for verb in ("insert", "update", "delete")
    )
    + "DELETE FROM settings WHERE name = 'odata_version';\n"
)

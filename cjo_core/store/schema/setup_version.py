"""What tells whether anything was set up anew since one last looked."""

#: The tables of names, questions, words and settings: small, read by every page, changed rarely.
SET_UP = (
    "settings",
    "surveys",
    "questions",
    "wordings",
    "wording_versions",
    "stages",
    "touchpoints",
    "segments",
    "personas",
    "channels",
)
CHANGES = ("INSERT", "UPDATE", "DELETE")


def triggers(table: str, changes: tuple[str, ...] = CHANGES) -> str:
    """SQL that gives another version with every change of a table; a table of names that comes later brings its own."""
    return "".join(
        f"CREATE TRIGGER setup_{table}_{change.lower()} AFTER {change} ON {table} "
        "BEGIN UPDATE setup SET version = random(); END;\n"
        for change in changes
    )


_TABLE = """
-- One row. The version is another one after every change to what is set up (never to answers), by whatever program:
-- what was read under it is still true. Random, not counted: a change that is undone must not lend its number to the
-- next.
CREATE TABLE setup (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL
);
INSERT INTO setup (id, version) VALUES (1, random());
"""

#: New places are no change of what is set up: they are told by their numbers.
SCRIPT = _TABLE + "".join(triggers(table) for table in SET_UP) + triggers("places", ("UPDATE", "DELETE"))

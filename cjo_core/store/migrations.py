"""The tables of the store, and how an older file becomes a newer one. Never changes a migration that has shipped:
adds one.

In one look: a `response` is one submission, an `answer` is one question's score or comment in it, and a `place` is
one combination of stage or touchpoint, segment, persona, channel and language. Answers point at places, so renaming,
moving or merging touches one small table, and ten million answers stay small on disk. People and BI tools read the
view `answers_readable`.
"""

from __future__ import annotations

import sqlite3
from types import ModuleType

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from cjo_core.store.schema import (
    actions,
    actions_weighted,
    audience_rules,
    erased,
    invitations,
    journeys,
    ledger,
    moderation,
    odata,
    odata_version,
    ordered_keys,
    programs,
    quarantine,
    respondents,
    results,
    setup_version,
    studio,
    studio_version,
    tables,
    unknown_guests,
    webhook_secrets,
    webhooks_version,
    weights,
    wording_versions,
)

#: A topic each, in the order in which they came to be: the module's name is the migration's, its SCRIPT what it does.
TOPICS: tuple[ModuleType, ...] = (
    tables,
    moderation,
    ledger,
    wording_versions,
    odata,
    setup_version,
    audience_rules,
    journeys,
    studio,
    odata_version,
    respondents,
    quarantine,
    programs,
    studio_version,
    actions,
    invitations,
    results,
    weights,
    unknown_guests,
    ordered_keys,
    webhook_secrets,
    webhooks_version,
    erased,
    actions_weighted,
)

migrations = Migrations("cjo")


def _add(topic: ModuleType) -> None:
    @migrations(name=topic.__name__.rpartition(".")[2])
    def bring_in(db: Database) -> None:
        _run(db, topic.SCRIPT)


for _topic in TOPICS:
    _add(_topic)


def _run(db: Database, script: str) -> None:
    statement = ""
    for line in script.splitlines(keepends=True):  # executescript would commit the migration's own transaction
        statement += line
        if statement.strip() and sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""

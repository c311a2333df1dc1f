"""What a persona is like, kept beside its name. Never judges a persona.

Channels are kept by reference, so that they are renamed and merged with all else.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from cjo_core.errors import NotFound
from cjo_core.locale import _
from cjo_core.store.database import Store
from cjo_core.store.set_up.audience import find
from cjo_core.survey.periods import utc_text
from cjo_core.survey.personas import Profile
from cjo_core.survey.places import dimension_name

_TEXTS = ("age_band", "occupation", "goals", "challenges", "buying", "quote")
_LISTS = ("goals", "challenges")


def profiles(store: Store) -> dict[str, Profile]:
    """The profile of every persona, in the team's order; an empty one where nothing was said."""
    with store.reading() as connection:
        rows = connection.execute(
            f"SELECT p.id, p.name, {', '.join(f'coalesce(f.{one}, {chr(39) * 2})' for one in _TEXTS)}, "
            "coalesce(f.colour, 0), f.picture "
            "FROM personas p LEFT JOIN persona_profiles f ON f.persona_id = p.id ORDER BY p.position, p.id"
        ).fetchall()
        channels: dict[int, list[str]] = {}
        for persona, channel in connection.execute(
            "SELECT k.persona_id, c.name FROM persona_channels k JOIN channels c ON c.id = k.channel_id "
            "ORDER BY c.position, c.id"
        ).fetchall():
            channels.setdefault(persona, []).append(channel)
    found = {}
    for identity, name, *texts, colour, picture in rows:
        said = dict(zip(_TEXTS, texts, strict=True))
        found[name] = Profile(
            said["age_band"],
            said["occupation"],
            tuple(said["goals"].splitlines()),
            tuple(said["challenges"].splitlines()),
            tuple(channels.get(identity, ())),
            said["buying"],
            said["quote"],
            colour,
            picture,
        )
    return found


def save_profile(store: Store, persona: str, profile: Profile, *, now: datetime | None = None) -> None:
    """Let this be what a persona is like; raises NotFound for a persona or channel nobody has set up."""
    with store.writing() as connection:
        identity = _known(connection, "persona", persona)
        ids = [_known(connection, "channel", name) for name in profile.channels]
        texts = ["\n".join(value) if one in _LISTS else value for one in _TEXTS for value in [getattr(profile, one)]]
        connection.execute(
            f"INSERT INTO persona_profiles (persona_id, {', '.join(_TEXTS)}, colour, picture, updated_at) "
            f"VALUES (?, {', '.join('?' * len(_TEXTS))}, ?, ?, ?) ON CONFLICT (persona_id) DO UPDATE SET "
            + ", ".join(f"{one} = excluded.{one}" for one in (*_TEXTS, "colour", "picture", "updated_at")),
            [identity, *texts, profile.colour, profile.picture, utc_text(now or datetime.now(UTC))],
        )
        connection.execute("DELETE FROM persona_channels WHERE persona_id = ?", [identity])
        connection.executemany(
            "INSERT OR IGNORE INTO persona_channels (persona_id, channel_id) VALUES (?, ?)",
            [(identity, one) for one in ids],
        )


def _known(connection: sqlite3.Connection, dimension: str, name: str) -> int:
    found = find(connection, dimension, name)
    if found is None:
        words = _("there is no {dimension} “{name}”")
        raise NotFound(words.format(dimension=dimension_name(dimension).lower(), name=name[:80]))
    return found

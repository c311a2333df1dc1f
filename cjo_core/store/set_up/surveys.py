"""Surveys and their questions, saved and found again. Never decides whether an answer is allowed."""

from __future__ import annotations

from datetime import UTC, datetime

from cjo_core.errors import BadValue, NotFound, StoreError
from cjo_core.locale import _
from cjo_core.store.counts.unchanged import while_unchanged
from cjo_core.store.database import DEMO, Store
from cjo_core.store.set_up.survey_rows import read_surveys, reword, write_survey
from cjo_core.survey.periods import read_utc
from cjo_core.survey.surveys import DEMO_PREFIX, STATUSES, Survey, Wording, WordingChange


@while_unchanged
def surveys(store: Store) -> list[Survey]:
    """All surveys, in the order in which they were made."""
    with store.reading() as connection:
        return read_surveys(connection)


@while_unchanged
def titles(store: Store) -> dict[str, str]:
    """The title of each survey by its slug, in the order in which they were made: for menus and labels, which need no
    questions."""
    with store.reading() as connection:
        return dict(connection.execute("SELECT slug, title FROM surveys ORDER BY id").fetchall())


def survey(store: Store, slug: str) -> Survey:
    """The survey whose link ends in `slug`; raises NotFound."""
    with store.reading() as connection:
        found = read_surveys(connection, slug)
        if not found:
            raise NotFound(_("there is no survey “{name}”").format(name=slug[:80]))
        return found[0]


def save_survey(store: Store, new: Survey) -> Survey:
    """Add a survey with its questions and return it as stored; raises BadValue if its slug is taken or of the wrong
    kind of store."""
    if new.slug.startswith(DEMO_PREFIX) != (store.kind == DEMO):
        words = _("short names beginning with “{prefix}” belong to demo data, and only to them")
        raise StoreError(words.format(prefix=DEMO_PREFIX))
    with store.writing() as connection:
        if connection.execute("SELECT 1 FROM surveys WHERE slug = ?", [new.slug]).fetchone():
            words = _("there is a survey “{name}” already; choose another short name")
            raise BadValue(words.format(name=new.slug))
        write_survey(connection, new)
    return survey(store, new.slug)


def save_wording(
    store: Store, question_id: int, language: str, wording: Wording, *, now: datetime | None = None
) -> bool:
    """Word a question in one language; True if that made a new version.

    Once a question has answers its words are never changed silently: those they replace are kept with the time
    (UTC), and trends show where it was. A language that is new to the question is no change of the others.
    """
    with store.writing() as connection:
        if not connection.execute("SELECT 1 FROM questions WHERE id = ?", [question_id]).fetchone():
            raise NotFound(_("there is no question {number}").format(number=question_id))
        return reword(connection, question_id, language, wording, now or datetime.now(UTC))


@while_unchanged
def wording_changes(store: Store) -> list[WordingChange]:
    """Every rewording of a question that had answers, the oldest first."""
    with store.reading() as connection:
        found = connection.execute(
            "SELECT s.slug, q.kind, q.id, v.language, v.question, v.low_label, v.high_label, v.replaced_at "
            "FROM wording_versions v JOIN questions q ON q.id = v.question_id JOIN surveys s ON s.id = q.survey_id "
            "ORDER BY v.replaced_at, v.id"
        ).fetchall()
    return [
        WordingChange(slug, kind, question, language, Wording(*words), read_utc(when))
        for slug, kind, question, language, *words, when in found
    ]


def save_status(store: Store, slug: str, status: str) -> None:
    """Open, pause or close a survey; raises BadValue where nobody could be asked, for want of words."""
    if status not in STATUSES:
        words = _("status “{status}” is unknown; possible are {possible}")
        raise BadValue(words.format(status=status, possible=", ".join(STATUSES)))
    with store.writing() as connection:
        if status == "open":
            for one in read_surveys(connection, slug):
                one.check_words()
        if not connection.execute("UPDATE surveys SET status = ? WHERE slug = ?", [status, slug]).rowcount:
            raise NotFound(_("there is no survey “{name}”").format(name=slug[:80]))

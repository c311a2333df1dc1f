"""A table into responses, once each, with a report that accounts for every row. Never changes an answer that is stored.

Every row read is stored, skipped (with its line and the reason) or a duplicate. "Once each" works by the submission
key, made of:

* with an id: survey, id, time, score, stage and touchpoint. The same person with another time or score counts again;
  an exact repetition is a duplicate. Two rows that differ in their comment alone count both, as the first and second
  variant of the same key.
* without an id: survey, time, score, comment and all names, plus which of several equal rows it is. Two equal
  anonymous answers in one file both count.

So the same file again adds nothing, a file that has grown adds what is new, in whatever order its rows come. Texts of
other columns, and weights, are not part of the key: a file may gain columns. With an id, a comment or a segment asked
for later adds no answers either (and does not change those that are stored). Names stand in the key as they were first
known: after a renaming, a move or a merge the same file still adds nothing.

Keys begin with the time, and rows are stored in its order, so that a million of them go into the index one beside the
other. Before that keys were the hash alone: where a survey had answers then, those are looked up too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePath

from cjo_core.errors import ImportFailed, NotFound, StoreError
from cjo_core.exchange.reading.naming import Naming, Placed, add_new_names, place_rows
from cjo_core.exchange.reading.rows import Row, read_rows
from cjo_core.exchange.reading.tables import Table
from cjo_core.exchange.reading.weights import weigh
from cjo_core.exchange.reading.words import listed
from cjo_core.exchange.starter import starter_question
from cjo_core.locale import _, ngettext, whole
from cjo_core.store.counts.ledger import IMPORTED_AGAIN, save_refusals
from cjo_core.store.database import DEMO, Store
from cjo_core.store.responses.imports import has_unordered_keys, imported_before, known_keys, save_import
from cjo_core.store.responses.writes import save_responses
from cjo_core.store.set_up.audience import visible
from cjo_core.store.set_up.settings import team_zone
from cjo_core.store.set_up.surveys import save_survey, survey
from cjo_core.survey.periods import utc_text
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Answer, Response, dated_key_of, submission_key_of
from cjo_core.survey.scales import SCALES
from cjo_core.survey.surveys import DEMO_PREFIX, SLUG, Survey

#: The endings of the files that tables come in.
_TABLES = frozenset({".csv", ".tsv", ".txt", ".xlsx"})


@dataclass(frozen=True)
class ImportOptions:
    """Which column holds what, and where the answers belong.

    `metric` (nps, csat, ces, ces_easy) declares the scale of the column `score`. `stage` and `touchpoint` are names
    that hold for the whole file; `stage_column`, `touchpoint_column` and the others name columns. Without `survey`, one
    is made for the file. `cap_weights`: no weight above five medians.
    """

    metric: str
    score: str
    file_name: str = "import.csv"
    date: str | None = None
    comment: str | None = None
    respondent: str | None = None
    segment: str | None = None
    persona: str | None = None
    channel: str | None = None
    language: str | None = None
    stage_column: str | None = None
    touchpoint_column: str | None = None
    stage: str | None = None
    touchpoint: str | None = None
    survey: str | None = None
    day_first: bool | None = None
    weight: str | None = None
    cap_weights: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "file_name", visible(self.file_name))  # a file may be called by any bytes

    @property
    def columns(self) -> dict[str, str]:
        """The columns asked for, by what they hold."""
        given = {
            "score": self.score,
            "date": self.date,
            "comment": self.comment,
            "respondent": self.respondent,
            "segment": self.segment,
            "persona": self.persona,
            "channel": self.channel,
            "language": self.language,
            "stage": self.stage_column,
            "touchpoint": self.touchpoint_column,
            "weight": self.weight,
        }
        return {what: name for what, name in given.items() if name is not None}


@dataclass(frozen=True)
class Report:
    """What became of a file: `read` = `stored` + `skipped` + `duplicate`. In a dry run `stored` is what would be."""

    read: int
    stored: int
    skipped: int
    duplicate: int
    survey: str
    warnings: tuple[str, ...] = ()
    reasons: tuple[tuple[int, str], ...] = ()
    new_names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    dry_run: bool = False


def import_table(
    store: Store, table: Table, options: ImportOptions, *, dry_run: bool = False, now: datetime | None = None
) -> Report:
    """Store the answers in a table; with `dry_run` nothing is written, not even names or the survey.

    Raises ImportFailed if the file cannot be imported at all, and StoreError for a store of demo data: it is sealed.
    """
    if store.kind == DEMO:
        raise StoreError(_("demo data are sealed: real answers cannot be imported into them"))
    now = now or datetime.now(UTC)
    kind = kind_of(options.metric)
    columns = {what: table.column(name) for what, name in options.columns.items()}
    target = _target(store, options, kind)
    with store.reading() as connection:
        zone = team_zone(connection)
    read = read_rows(table, kind, columns, zone, now, options.day_first)
    weigh(read, cap=options.cap_weights)
    placed, naming = place_rows(store, read, stage=options.stage, touchpoint=options.touchpoint)
    older: dict[bytes, bytes] | None = {} if has_unordered_keys(store, target.id) else None
    keyed = _keyed(target.slug, placed, older)
    present = known_keys(store, keyed)
    if older:
        present |= {older[key] for key in known_keys(store, older)}
    warnings = [*table.warnings, *read.warnings, *_survey_warnings(store, target, options, keyed, present, len(placed))]
    if dry_run:
        stored = len(keyed) - len(present)
    else:
        stored = _write(store, target, kind, naming, {key: row for key, row in keyed.items() if key not in present})
    duplicate, skipped = len(placed) - stored, len(read.reasons)
    if not dry_run:
        saved = survey(store, target.slug)
        save_import(store, saved.id, options.file_name, now=now, stored=stored, duplicate=duplicate, skipped=skipped)
        save_refusals(store, saved.id, IMPORTED_AGAIN, duplicate, now=now)
    added = {dimension: tuple(names) for dimension, names in naming.new.items()}
    return Report(
        read=len(table.rows) + len(table.misfits),
        stored=stored,
        skipped=skipped,
        duplicate=duplicate,
        survey=target.slug,
        warnings=tuple(warnings),
        reasons=tuple(read.reasons),
        new_names=added,
        dry_run=dry_run,
    )


def kind_of(metric: str) -> str:
    """The kind of question a metric is computed from."""
    kind = "ces" if metric == "ces_easy" else metric
    if kind not in SCALES:
        words = _("there is no metric “{name}”; possible are {possible}")
        raise ImportFailed(words.format(name=metric, possible="nps, csat, ces, ces_easy"))
    return kind


def _write(store: Store, target: Survey, kind: str, naming: Naming, keyed: dict[bytes, tuple[Row, Place]]) -> int:
    saved = target if target.id else save_survey(store, target)
    add_new_names(store, naming)
    question = next(question.id for question in saved.questions if question.kind == kind)
    return save_responses(
        store,
        (
            Response(
                saved.id,
                (Answer(question, row.score, row.comment),),
                key,
                row.moment,
                place,
                row.respondent,
                "import",
                weight=row.weight,
            )
            for key, (row, place) in keyed.items()
        ),
    )


def _target(store: Store, options: ImportOptions, kind: str) -> Survey:
    """The survey the answers go into: one that exists, or (with id 0) one to be made."""
    identified = options.respondent is not None
    fresh = Survey("x", options.file_name[:120], (starter_question(kind),), status="closed", identified=identified)
    if options.survey is not None:
        if (found := _existing(store, options.survey)) is None:
            return _named(fresh, options.survey)
        if not any(question.kind == kind for question in found.questions):
            words = _("the survey “{survey}” asks no {kind} question (it asks: {kinds}); choose another survey")
            kinds = listed(question.kind for question in found.questions)
            raise ImportFailed(words.format(survey=found.slug, kind=kind, kinds=kinds))
        return found
    base = slug_of(options.file_name)
    for slug in (base, f"{base}-{kind}", f"{base}-{kind}-import", f"{base}-{kind}-import-2"):
        found = _existing(store, slug)
        if found is None:
            return _named(fresh, slug)
        ours = _one_export(found.title, fresh.title) or imported_before(store, found.id, options.file_name)
        if ours and any(question.kind == kind for question in found.questions):
            return found
    words = _("there are surveys called “{name}” already; rename the file, or choose another short name")
    raise ImportFailed(words.format(name=base))


def _one_export(one: str, other: str) -> bool:
    """Whether two file names are one but for what they were saved as: answers.csv, answers.xlsx."""
    files = PurePath(one), PurePath(other)
    return one == other or (files[0].stem == files[1].stem and all(file.suffix.lower() in _TABLES for file in files))


def _existing(store: Store, slug: str) -> Survey | None:
    try:
        return survey(store, slug)
    except NotFound:
        return None


def _named(fresh: Survey, slug: str) -> Survey:
    if slug.startswith(DEMO_PREFIX):
        words = _("short names beginning with “{prefix}” belong to demo data, and only to them")
        raise StoreError(words.format(prefix=DEMO_PREFIX))
    return Survey(slug, fresh.title, fresh.questions, status=fresh.status, identified=fresh.identified)


def slug_of(file_name: str) -> str:
    """The short name of the survey made for a file; names without Latin letters get a stable one of their own.

    >>> slug_of("Botanic NPS (2026).csv"), slug_of("demo-week.csv"), slug_of("满意度.csv")
    ('botanic-nps-2026', 'import-demo-week', 'import-a28480d1')
    """
    stem = PurePath(file_name).stem.lower()
    slug = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:40].strip("-")
    if not slug or not SLUG.fullmatch(slug):
        return f"import-{hashlib.sha256(stem.encode()).hexdigest()[:8]}"
    return f"import-{slug}" if slug.startswith(DEMO_PREFIX) else slug


def _keyed(
    slug: str, placed: Iterable[tuple[Row, Placed]], older: dict[bytes, bytes] | None
) -> dict[bytes, tuple[Row, Place]]:
    """The rows by their submission key (see above), in the order of time; exact repetitions of an identified row are
    left out. `older`, if given, is filled with the keys by those they had before keys began with time."""
    variants: dict[tuple[str, ...], dict[str, int]] = {}
    repeated: dict[tuple[str, ...], int] = {}
    keyed: dict[bytes, tuple[Row, Place]] = {}
    for row, found in sorted(placed, key=_in_time):
        when = "" if row.moment is None else utc_text(row.moment)
        first = found.first
        where = (first.stage or "", first.touchpoint or "")
        if row.respondent is not None:
            base: tuple[str, ...] = (slug, "id", row.respondent, when, str(row.score), *where)
            different = variants.setdefault(base, {})
            nth = different.setdefault(row.comment or "", len(different))
        else:
            others = (first.segment or "", first.persona or "", first.channel or "", first.language or "")
            base = (slug, "row", when, str(row.score), row.comment or "", *where, *others)
            nth = repeated[base] = repeated.get(base, -1) + 1
        key = dated_key_of(row.moment, *base, str(nth))
        keyed.setdefault(key, (row, found.place))
        if older is not None:
            older[submission_key_of(*base, str(nth))] = key
    return keyed


def _in_time(placed: tuple[Row, Placed]) -> tuple[bool, int]:
    """What rows are stored in the order of: those without a date first, those of one second as the file has them."""
    moment = placed[0].moment
    return (False, 0) if moment is None else (True, int(moment.timestamp()))


def _survey_warnings(
    store: Store,
    target: Survey,
    options: ImportOptions,
    keyed: dict[bytes, tuple[Row, Place]],
    present: set[bytes],
    rows: int,
) -> list[str]:
    found = []
    if present and options.weight is not None:
        words = ngettext(
            "stored before, with the weight it had then: {count} answer",
            "stored before, with the weights they had then: {count} answers",
            len(present),
        )
        found.append(words.format(count=whole(len(present))))
    if repeats := rows - len(keyed):
        words = ngettext(
            "exact repetitions (same id, time, score and comment), counted once: {count} row",
            "exact repetitions (same id, time, score and comment), counted once: {count} rows",
            repeats,
        )
        found.append(words.format(count=whole(repeats)))
    before = bool(target.id) and imported_before(store, target.id, options.file_name)
    if before and keyed and not present:
        message = _(
            "a file called “{file}” was imported into “{survey}” before, but none of these answers is there: if it is "
            "the same file with other columns or options, its answers now count twice"
        )
        found.append(message.format(file=options.file_name, survey=target.slug))
    if present and not before and options.respondent is None and options.date is None:
        words = ngettext(
            "equal to answers imported from another file: {count} row; without ids or dates it cannot be told apart "
            "and counts as a duplicate",
            "equal to answers imported from another file: {count} rows; without ids or dates they cannot be told apart "
            "and count as duplicates",
            len(present),
        )
        found.append(words.format(count=whole(len(present))))
    return found

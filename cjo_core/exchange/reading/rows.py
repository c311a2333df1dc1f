"""The rows of a table as answers to be, or the reason why not. Never stores or looks up anything.

What is decided here: a row without a score on the scale is left out; so is one whose date is there but cannot be read,
for an answer in the wrong week, or in none, falsifies the trend. A comment too long is cut, and the report names its
line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from cjo_core.errors import BadValue
from cjo_core.exchange.reading.dates import Dates, read_dates, zone_of
from cjo_core.exchange.reading.score_words import cannot_say, number_of, plain, words_of
from cjo_core.exchange.reading.scores import is_blank, read_score, read_weight, scale_warnings
from cjo_core.exchange.reading.tables import Table
from cjo_core.exchange.reading.words import listed, numbered
from cjo_core.locale import _, ngettext, pgettext, whole
from cjo_core.store.set_up.audience import check_name
from cjo_core.survey.places import PLACE_FIELDS
from cjo_core.survey.responses import COMMENT_LIMIT, plain_text
from cjo_core.survey.scales import SCALES, Scale

#: Rows that Qualtrics itself marks as not meant to count.
_NOT_MEANT = frozenset({"spam", "survey preview", "survey test", "offline survey preview"})


@dataclass(frozen=True)
class Row:
    """A row that can be stored. `names` are its segment, persona … as written, by dimension."""

    line: int
    score: int
    moment: datetime | None
    comment: str | None
    respondent: str | None
    names: tuple[tuple[str, str], ...]
    weight: float | None = None


@dataclass
class Read:
    """What came of a table's rows: those to store, the (line, reason) of the others, and what a person should know."""

    rows: list[Row] = field(default_factory=list)
    reasons: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass
class _Seen:
    """What is counted on the way, for the warnings."""

    scores: Counter[int] = field(default_factory=Counter)
    words: Counter[tuple[str, int]] = field(default_factory=Counter)
    blanks: Counter[str] = field(default_factory=Counter)
    off: Counter[str] = field(default_factory=Counter)
    cut: list[int] = field(default_factory=list)
    comments_lost: int = 0
    emails: int = 0


def read_rows(
    table: Table, kind: str, columns: dict[str, int], zone: ZoneInfo, now: datetime, day_first: bool | None
) -> Read:
    """The rows of a table. `columns` holds the positions of `score` and, where given, `date`, `comment`, `respondent`,
    `weight` and names.
    """
    read = Read(reasons=list(table.misfits))
    scale = SCALES[kind]
    dates = _dates(table, columns.get("date"), zone, now, day_first, read)
    marked = _marked(table, read)
    spelt = words_of(kind, (row[columns["score"]] for row in table.rows))
    seen = _Seen()
    for row, line in zip(table.rows, table.line_numbers, strict=True):
        cell = row[columns["score"]]
        if line in marked:
            read.reasons.append((line, _("marked “{mark}” by {tool}").format(mark=marked[line], tool=table.tool)))
        elif is_blank(cell) or cannot_say(cell):
            seen.blanks[cell.strip()] += 1
            seen.comments_lost += "comment" in columns and not is_blank(row[columns["comment"]])
            given = (
                _("no score (“{text}”)").format(text=cell.strip())
                if cell.strip()
                else pgettext("in a row of a file", "no score")
            )
            read.reasons.append((line, given))
        else:
            try:
                score = _score(cell, scale, spelt, seen)
                read.rows.append(_row(row, line, score, columns, dates, seen))
            except BadValue as error:
                read.reasons.append((line, str(error)))
    read.reasons.sort()
    read.warnings += _warnings(seen, kind)
    return read


def _score(cell: str, scale: Scale, spelt: dict[str, int], seen: _Seen) -> int:
    if spelt and (known := spelt.get(plain(cell))) is not None:
        score = known
        seen.words[cell.strip(), score] += 1
    else:
        try:
            score = read_score(number_of(cell) or cell, scale)
        except BadValue:
            seen.off[cell] += 1
            raise
    seen.scores[score] += 1
    return score


def _row(row: list[str], line: int, score: int, columns: dict[str, int], dates: Dates | None, seen: _Seen) -> Row:
    moment = None
    if dates is not None:
        raw = row[columns["date"]].strip()
        if raw in dates.refused:
            raise BadValue(dates.refused[raw])
        moment = dates.moments[raw]
    comment = None
    if "comment" in columns and not is_blank(row[columns["comment"]]):
        comment = plain_text(row[columns["comment"]]) or None
        if comment is not None and len(comment) > COMMENT_LIMIT:
            comment = comment[:COMMENT_LIMIT].rstrip()
            seen.cut.append(line)
    respondent = None
    if "respondent" in columns and not is_blank(row[columns["respondent"]]):
        respondent = plain_text(row[columns["respondent"]]) or None
        seen.emails += respondent is not None and "@" in respondent
    names = tuple(
        (name, _language(row[at]) if name == "language" else check_name(row[at]))
        for name in PLACE_FIELDS
        if (at := columns.get(name)) is not None and not is_blank(row[at])
    )
    weight = read_weight(row[columns["weight"]]) if "weight" in columns else None
    return Row(line, score, moment, comment, respondent, names, weight)


def _language(raw: str) -> str:
    """“EN”, “pl_PL” and “zh-Hans” as en, pl and zh, the codes the survey pages use; other words as they are."""
    first = raw.strip().replace("_", "-").split("-")[0]
    return first.lower() if 2 <= len(first) <= 3 and first.isascii() and first.isalpha() else check_name(raw)


def _dates(
    table: Table, column: int | None, zone: ZoneInfo, now: datetime, day_first: bool | None, read: Read
) -> Dates | None:
    if column is None:
        return None
    found = read_dates(
        (row[column] for row in table.rows), zone_of(table.time_zone, zone, read.warnings), now, day_first=day_first
    )
    read.warnings += found.warnings
    return found


def _marked(table: Table, read: Read) -> dict[int, str]:
    """The rows that the tool itself says are spam or previews; counts the unfinished ones, which stay."""
    if table.tool != "Qualtrics":
        return {}
    columns = {name: at for at, name in enumerate(table.headers)}
    columns.update({name: at for at, name in enumerate(table.labels) if name not in columns})
    finished, status = columns.get("Finished"), columns.get("Status")
    if finished is not None and (
        open_ended := sum(row[finished].strip().lower() in ("false", "0") for row in table.rows)
    ):
        words = ngettext(
            "unfinished (Finished = False): {count} row; those with a score are kept",
            "unfinished (Finished = False): {count} rows; those with a score are kept",
            open_ended,
        )
        read.warnings.append(words.format(count=whole(open_ended)))
    if status is None:
        return {}
    return {
        line: row[status].strip()
        for row, line in zip(table.rows, table.line_numbers, strict=True)
        if row[status].strip().lower() in _NOT_MEANT
    }


def _warnings(seen: _Seen, kind: str) -> list[str]:
    found = [*_lost(seen)]
    if seen.words:
        said = _("“{word}” as {score} ({count})")
        pairs = sorted(seen.words.items(), key=lambda one: (-one[0][1], one[0][0]))[:12]
        each = [said.format(word=word, score=score, count=whole(times)) for (word, score), times in pairs]
        found.append(_("words were read as scores: {words}").format(words=listed(each)))
    if seen.off and not seen.scores:
        found.append(_("no row has a score on the scale: is this the right column, and the right metric?"))
    found += scale_warnings(kind, SCALES[kind], seen.scores, seen.off)
    if seen.cut:
        words = ngettext(
            "cut to {limit} characters: {count} comment ({lines})",
            "cut to {limit} characters: {count} comments ({lines})",
            len(seen.cut),
        )
        found.append(words.format(limit=whole(COMMENT_LIMIT), count=whole(len(seen.cut)), lines=numbered(seen.cut)))
    if seen.emails:
        words = ngettext(
            "the ids hold e-mail addresses ({count} row); ids that name nobody are safer to keep",
            "the ids hold e-mail addresses ({count} rows); ids that name nobody are safer to keep",
            seen.emails,
        )
        found.append(words.format(count=whole(seen.emails)))
    return found


def _lost(seen: _Seen) -> Iterator[str]:
    """What is said of rows without a score, and of the comments in them."""
    if seen.blanks:
        rows = sum(seen.blanks.values())
        kinds = [
            _("{count} “{text}”").format(count=whole(number), text=raw)
            if raw
            else ngettext("{count} empty", "{count} empty", number).format(count=whole(number))
            for raw, number in seen.blanks.most_common(8)
        ]
        words = ngettext(
            "no score in {count} row, left out ({kinds})", "no score in {count} rows, left out ({kinds})", rows
        )
        yield words.format(count=whole(rows), kinds=listed(kinds))
    if seen.comments_lost:
        words = ngettext(
            "a comment, but no score, in {count} row: this comment is not stored either",
            "a comment, but no score, in {count} rows: these comments are not stored either",
            seen.comments_lost,
        )
        yield words.format(count=whole(seen.comments_lost))

"""Weigh the answers a survey has, so that groups of known size have their share: from files of targets to weights.

Never weighs by itself, never invents a share, and writes nothing: who asks saves the weights. Of a survey whose
respondents must stay unknown, only such rows are weighed whose numbers of people may be told anywhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cjo_core.errors import BadValue
from cjo_core.exchange.reading.tables import Table
from cjo_core.exchange.reading.words import listed, quoted
from cjo_core.locale import _
from cjo_core.metrics.cells import Cells
from cjo_core.metrics.privacy.people import ANY, any_hidden
from cjo_core.metrics.privacy.protection import hidden_groups
from cjo_core.metrics.weights.known_shares import KnownShares, known_share_weights
from cjo_core.store.counts.everybody import everybody
from cjo_core.store.database import Store
from cjo_core.store.responses.weights import Placed, placed_responses
from cjo_core.store.set_up.surveys import survey as find_survey
from cjo_core.survey.filters import Filter
from cjo_core.survey.surveys import Survey

#: What people are, and so what is known of everybody, also of those who were not asked.
DIMENSIONS = ("segment", "persona", "channel", "language")
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?|[.,]\d+)\s*%?", re.ASCII)
#: Either thousands or thousandths: “1,200”. Not so “0.333” and “33.333 %”.
_TWO_WAYS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
Names = tuple[str, ...]


@dataclass(frozen=True)
class Targets:
    """How large the groups of a dimension are known to be, in any unit; a row may stand for several groups."""

    dimension: str
    rows: tuple[tuple[Names, float], ...]


@dataclass(frozen=True)
class Group:
    """One row of the targets: its answers, their share and the known one in per cent, and the mean weight they get."""

    dimension: str
    names: Names
    n: int
    share: float
    target: float
    weight: float


@dataclass(frozen=True)
class Weighing:
    """What the targets do to a survey. `n` answers count (of a person only the newest, where the survey says so),
    `not_given` of them have no group and weigh 1; `weighted` responses have a weight already, which would go. `empty`
    groups have a target and no answers and were left out. `weights` is per response; None: it weighs 1."""

    survey: str
    groups: tuple[Group, ...]
    n: int
    not_given: int
    weighted: int
    empty: tuple[Names, ...]
    smallest: float
    largest: float
    cut: int
    effective: float
    design_effect: float
    weights: dict[int, float | None]


def read_targets(dimension: str, table: Table, names: Collection[str] = ()) -> Targets:
    """The targets in a table of two columns under a heading: a group, or several as “A | B”, and its known size.
    `names` are the groups there are: what is exactly the name of one is that group, whatever signs are in it."""
    if dimension not in DIMENSIONS:
        words = _("answers cannot be weighed by {dimension}; possible are {names}")
        raise BadValue(words.format(dimension=quoted(dimension), names=listed(DIMENSIONS)))
    if len(table.headers) != 2 or not table.rows or table.misfits:
        raise BadValue(_("targets have two columns under a heading, the group and its share, and a row per group"))
    if _NUMBER.fullmatch(table.headers[1].strip()):
        raise BadValue(_("the targets have no heading; the first line names the two columns, such as “segment,share”"))
    whole = {name.strip().casefold() for name in names}
    signs = _decimal_signs(raw.strip() for _name, raw in table.rows)
    rows = []
    for line, (name, raw) in zip(table.line_numbers, table.rows, strict=True):
        parts = [name] if name.strip().casefold() in whole else name.split("|")
        rows.append((tuple(part for one in parts if (part := one.strip())), _size(line, raw.strip(), signs)))
    seen = Counter(one.casefold() for names, _size in rows for one in names)
    if twice := [one for one, times in seen.items() if times > 1] or not all(names for names, _size in rows):
        words = _("every group stands in one row of the targets; named twice or not at all: {names}")
        raise BadValue(words.format(names=listed(twice) if isinstance(twice, list) else quoted("")))
    return Targets(dimension, tuple(rows))


def _decimal_signs(column: Iterable[str]) -> set[str]:
    """The signs that part off decimals in a column, as far as a number shows it that cannot be read otherwise."""
    plain = [raw for raw in column if _NUMBER.fullmatch(raw) and not _TWO_WAYS.fullmatch(raw)]
    return {sign for raw in plain for sign in ".," if sign in raw}


def _size(line: int, raw: str, signs: Collection[str]) -> float:
    match = _NUMBER.fullmatch(raw)
    if _TWO_WAYS.fullmatch(raw) and not (len(signs) == 1 and any(sign in raw for sign in signs)):
        words = _(
            "line {line}: {text} may mean thousands or decimals; write whole numbers without a separator (1200), and "
            "shares with one or two decimals (33.3) or a per cent sign"
        )
        raise BadValue(words.format(line=line, text=quoted(raw)))
    size = float(match[1].replace(",", ".")) if match else 0.0
    if not size > 0:
        words = _("line {line}: {text} is not a share or a number of people above 0")
        raise BadValue(words.format(line=line, text=quoted(raw)))
    return size


def weighing(
    store: Store,
    cells: Cells,
    slug: str,
    targets: Sequence[Targets],
    *,
    cap: float | None = None,
    without_empty: bool = False,
) -> Weighing:
    """The weights that give the groups of a survey their known shares; nothing is written."""
    one = find_survey(store, slug)
    if not targets or len({each.dimension for each in targets}) < len(targets):
        raise BadValue(_("give one file of targets for each dimension"))
    responses = placed_responses(store, one.slug, [each.dimension for each in targets])
    counted = [each for each in responses if each.counted or not one.latest_only]
    _refuse_untold(counted, targets)
    if not one.identified and one.privacy_floor > 1:
        _refuse_small(store, cells, one, counted, targets)
    kept, empty = _with_answers(counted, targets, without_empty=without_empty)
    of = {groups: _position(groups, kept) for groups in {each.groups for each in responses}}
    places = {each.number: of[each.groups] for each in responses}
    table = np.zeros([len(each.rows) for each in kept])
    inside = [place for each in counted if (place := places[each.number]) is not None]
    np.add.at(table, tuple(np.array(inside, np.int64).reshape(-1, table.ndim).T), 1)
    found = known_share_weights(table, [[size for _names, size in each.rows] for each in kept], cap=cap)
    used = found.weights[table > 0]
    return Weighing(
        one.slug,
        tuple(_groups(kept, table, found)),
        len(counted),
        len(counted) - len(inside),
        sum(each.weighted for each in responses),
        empty,
        float(used.min()),
        float(used.max()),
        found.cut,
        found.n_eff,
        found.design_effect,
        {number: None if place is None else float(found.weights[place]) for number, place in places.items()},
    )


def _refuse_untold(counted: Iterable[Placed], targets: Sequence[Targets]) -> None:
    """Every group that answered needs a target: else nobody knows what its people should weigh."""
    for axis, each in enumerate(targets):
        told = {name.casefold() for names, _size in each.rows for name in names}
        have = dict.fromkeys(name for one in counted if (name := one.groups[axis]) is not None)
        if untold := [name for name in have if name.casefold() not in told]:
            words = _("the targets say nothing of these groups with answers, by {dimension}: {names}")
            raise BadValue(words.format(dimension=each.dimension, names=listed(map(quoted, untold))))


def _refuse_small(
    store: Store, cells: Cells, survey: Survey, counted: Sequence[Placed], targets: Sequence[Targets]
) -> None:
    """Weights tell how many people are behind every row, and where several dimensions are raked, behind every
    combination of their rows. So each must reach the floor, and give no small group away beside what is shown."""
    people, here = everybody(store, cells), Filter().only(survey=survey.slug)
    alone = [(axis,) for axis in range(len(targets))]
    for axes in dict.fromkeys([*alone, tuple(range(len(targets)))]):
        some = [targets[axis] for axis in axes]
        sizes = Counter(_position([one.groups[axis] for axis in axes], some) for one in counted)
        for place, n in sizes.items():
            if place is None:  # no row of theirs: `any_hidden` knows what they would tell of the others
                continue
            rows = {each.dimension: each.rows[at][0] for each, at in zip(some, place, strict=True)}
            if n < survey.privacy_floor or any_hidden(people, here.only(**rows)):
                raise BadValue(_advice(people, here, some))


def _advice(people: Sequence[Cells], here: Filter, targets: Sequence[Targets]) -> str:
    """What can be done about rows that would tell of small groups. Never says which combinations are small."""
    if len(targets) > 1:
        words = _(
            "in some combinations of {names} so few people answered that weights would tell of them: weigh by one of "
            "them alone, or put more groups in one row (“A | B”)"
        )
        return words.format(names=listed(each.dimension for each in targets))
    (one,) = targets
    labels = {label[0] for each in people for label in hidden_groups(each, ANY, (one.dimension,), here) if label}
    hidden = {str(name).casefold() for name in labels if name is not None}
    apart = [names for names, _size in one.rows if any(name.casefold() in hidden for name in names)]
    if None in labels or len(apart) < 2:
        words = _("so few people answered in some groups that any weights by {dimension} would tell of them")
        return words.format(dimension=one.dimension)
    named = [name for names in apart for name in names if name.casefold() in hidden]
    words = _("so few people answered in some groups that weights would tell of them: put {names} in one row")
    return words.format(names=quoted(" | ".join(named)))


def _with_answers(
    counted: Sequence[Placed], targets: Sequence[Targets], *, without_empty: bool
) -> tuple[list[Targets], tuple[Names, ...]]:
    """The targets of groups that have answers, and the groups without."""
    kept, empty = [], []
    for axis, each in enumerate(targets):
        have = {name.casefold() for one in counted if (name := one.groups[axis]) is not None}
        gone = [names for names, _size in each.rows if not have & {name.casefold() for name in names}]
        empty += gone
        kept.append(Targets(each.dimension, tuple(row for row in each.rows if row[0] not in gone)))
        if not kept[-1].rows:
            words = _("nobody in the groups of the targets has answered, by {dimension}")
            raise BadValue(words.format(dimension=each.dimension))
    if empty and not without_empty:
        words = _(
            "groups without answers cannot be weighted up to their share: {names}; put them in a row with another "
            "group (“A | B”), or leave them out"
        )
        raise BadValue(words.format(names=listed(quoted(" | ".join(names)) for names in empty)))
    return kept, tuple(empty)


def _position(groups: Sequence[str | None], targets: Sequence[Targets]) -> tuple[int, ...] | None:
    """The row of a response in the targets of each dimension; None if any of them is not given."""
    found = []
    for name, each in zip(groups, targets, strict=True):
        rows = [i for i, (names, _size) in enumerate(each.rows) if name and name.casefold() in map(str.casefold, names)]
        if not rows:
            return None
        found.append(rows[0])
    return tuple(found)


def _groups(targets: Sequence[Targets], table: NDArray[Any], found: KnownShares) -> Iterable[Group]:
    mass = table * found.weights
    for axis, each in enumerate(targets):
        others = tuple(other for other in range(table.ndim) if other != axis)
        n, heavy, whole = table.sum(axis=others), mass.sum(axis=others), sum(size for _names, size in each.rows)
        for i, (names, size) in enumerate(each.rows):
            share, weight = 100 * n[i] / n.sum(), heavy[i] / n[i] if n[i] else 0.0
            yield Group(each.dimension, names, int(n[i]), float(share), 100 * size / whole, float(weight))

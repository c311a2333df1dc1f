"""Filters: which answers a view is about. A filter never looks anything up; unknown names simply match nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from cjo_core.errors import BadValue
from cjo_core.locale import _
from cjo_core.survey.places import DIMENSIONS

FILTERED = tuple(name for name in DIMENSIONS if name != "week")


@dataclass(frozen=True, eq=False)
class Filter:
    """Answers of the weeks `first_week` … `last_week` (both included) whose dimensions have one of the given names.

    `where` maps a dimension to the names allowed; None among them means "not given". With both weeks None, undated
    answers
    count too; with a bound they do not, for nobody knows when they were given. `latest`: only the newest answer of each
    person counts (True), every answer does (False), or as each survey says (None).
    """

    where: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    first_week: int | None = None
    last_week: int | None = None
    latest: bool | None = None

    def __post_init__(self) -> None:
        unknown = sorted(set(self.where) - set(FILTERED))
        if unknown:
            words = _("cannot filter by {names}; possible are {possible}")
            raise BadValue(words.format(names=", ".join(unknown), possible=", ".join(FILTERED)))
        object.__setattr__(self, "where", {name: tuple(names) for name, names in self.where.items() if tuple(names)})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Filter) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @cached_property
    def _key(self) -> tuple[frozenset[tuple[str, tuple[str | None, ...]]], int | None, int | None, bool | None]:
        """What makes two filters equal: one page asks hundreds of times what is known of a filter."""
        return frozenset(self.where.items()), self.first_week, self.last_week, self.latest

    def weeks(self, first: int | None, last: int | None) -> Filter:
        """The same filter over other weeks."""
        return self._like(first, last, self.latest)

    def period(self, first: int | None, last: int | None, running: int) -> Filter:
        """The same filter over the weeks `first` … `last`, looked at in the week `running`.

        Unless it says otherwise, every answer counts in a single week and in weeks that are over: whoever has answered
        again since would be missing there, and what is past would change.

        >>> [Filter().period(202640, last, 202647).latest for last in (202640, 202646, 202647, None)]
        [False, False, None, None]
        """
        over = last is not None and (last < running or first == last)
        return self._like(first, last, False if over and self.latest is None else self.latest)

    def counting(self, *, latest: bool | None) -> Filter:
        """The same filter over each person's latest answer only, over every answer, or as each survey says."""
        return self if latest is self.latest else self._like(self.first_week, self.last_week, latest)

    def _like(self, first: int | None, last: int | None, latest: bool | None) -> Filter:
        """The same names, which have been looked at already, over other answers."""
        found = object.__new__(Filter)
        key = (self._key[0], first, last, latest)
        found.__dict__.update(where=self.where, first_week=first, last_week=last, latest=latest, _key=key)
        return found

    def only(self, **names: str | Iterable[str | None] | None) -> Filter:
        """The same filter narrowed: `only(stage="Buy")`, `only(segment=["New", None])`."""
        where = dict(self.where)
        for dimension, value in names.items():
            where[dimension] = (value,) if value is None or isinstance(value, str) else tuple(value)
        return replace(self, where=where)


EVERYTHING = Filter()

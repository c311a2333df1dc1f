"""The denominator ledger: how a number's n comes about, from every submission down to the answers counted.

Each rung is what was left, or what was left out and why; the parts always add up to the n on the screen. How often a
form was opened is no rung: opening a link stores nothing, so that mail scanners cannot count as people. Never fetches,
and makes no ledger for a number that is hidden or protected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass

from cjo_core.errors import BadValue
from cjo_core.locale import N_
from cjo_core.metrics.catalog import metric
from cjo_core.metrics.cells import Cells, tally
from cjo_core.metrics.formulas.response_rate import Outcomes
from cjo_core.metrics.privacy.protection import protected
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import UNDATED

#: What each rung is called. Totals say what was left at that point, the others what was left out there.
TOTALS = {
    "invited": N_("Invited"),
    "by_invitation": N_("Answered by invitation"),
    "sent": N_("Submissions"),
    "received": N_("Responses received"),
    "in_period": N_("Responses of the period"),
    "counted": N_("Counted (n)"),
}
LEFT_OUT = {
    "bounced": N_("not delivered"),
    "not_answered": N_("not answered"),
    "uninvited": N_("came without an invitation"),
    "removed": N_("removed since"),
    "sent_twice": N_("the same form sent twice"),
    "imported_again": N_("the same row imported again"),
    "quarantined": N_("in quarantine, or thrown away from there"),
    "undated": N_("without a date"),
    "other_weeks": N_("of other weeks"),
    "skipped": N_("without a score for this question"),
    "filter": N_("left out by the filters"),
    "set_aside": N_("set aside: the same person answered again"),
}
#: Why a submission is not among the responses.
NOT_STORED = ("sent_twice", "imported_again", "quarantined")


@dataclass(frozen=True)
class Rung:
    """One line: a total, or (`count` below or at 0) what was left out before the next total. Only those who came
    without an invitation are added."""

    name: str
    count: int

    @property
    def total(self) -> bool:
        """Whether this line says what was left."""
        return self.name in TOTALS

    @property
    def label(self) -> str:
        """What it is called, to be translated."""
        return TOTALS[self.name] if self.total else LEFT_OUT[self.name]


@dataclass(frozen=True)
class Ledger:
    """The rungs from the widest number to n. `per_question`: a survey asks this more than once, so a response counts
    once for each such question."""

    rungs: tuple[Rung, ...]
    per_question: bool = False

    @property
    def counted(self) -> int:
        """n, the last rung."""
        return self.rungs[-1].count

    @property
    def shown(self) -> tuple[Rung, ...]:
        """The rungs for a screen: the reasons that left anything out, and the totals they lead to."""
        found: list[Rung] = []
        for rung in self.rungs:
            same = rung.name == "in_period" and found[-1].total  # nothing was left out since the total before
            if not same and (rung.total or rung.count):
                found.append(rung)
        return tuple(found)


def ledger(
    cells: Cells,
    name: str,
    where: Filter,
    skipped: Mapping[int, int],
    refused: Mapping[str, int],
    asked: Outcomes | None = None,
) -> Ledger | None:
    """How the n of the metric `name` under `where` comes about; None where that number is hidden or protected.

    `skipped` (per week, 0: undated), `refused` (per reason) and `asked` (what became of invitations) come from the
    store, for the metric's kind of question.
    The ladder shows no number that the filters would not show as well.
    """
    kind = metric(name).kind
    every = where.counting(latest=False)
    if protected(cells, kind, where) or protected(cells, kind, every):
        return None
    bounded = where.first_week is not None or where.last_week is not None
    first, last = where.first_week or UNDATED + 1, where.last_week or 999_999

    def scores(one: Filter) -> int:
        return int(tally(cells, kind, (), one).n[0])

    whole = Filter(latest=False)
    missing = sum(skipped.values())
    missing_inside = sum(n for week, n in skipped.items() if first <= week <= last)
    answered = scores(whole.weeks(where.first_week, where.last_week))
    received = scores(whole) + missing
    dated = scores(whole.weeks(UNDATED + 1, None)) + missing - skipped.get(UNDATED, 0)
    rungs = ladder(
        received=received,
        dated=dated if bounded else None,
        in_period=answered + missing_inside if bounded else None,
        answered=answered,
        filtered=scores(every),
        counted=scores(where),
        refused=refused,
    )
    of_surveys = [question.survey for question in cells.questions if question.kind == kind]
    return Ledger((*invited(asked, rungs[0].count), *rungs), per_question=len(set(of_surveys)) < len(of_surveys))


def invited(asked: Outcomes | None, came: int) -> tuple[Rung, ...]:
    """The rungs above the first of the others, where people were invited: down to those who answered, and over to all
    who `came`. There is none between invited and answered: opening stores nothing.

    >>> [(rung.name, rung.count) for rung in invited(Outcomes(4, 1, 1, 3, not_eligible=1), 7)]
    [('invited', 10), ('bounced', -1), ('not_answered', -4), ('by_invitation', 5), ('uninvited', 2)]
    """
    if asked is None or not any(astuple(asked)):
        return ()
    answered = int(asked.complete + asked.partial)
    bounced, silent = int(asked.not_eligible), int(asked.refused + asked.not_reached)
    others = came - answered
    return (
        Rung("invited", answered + silent + bounced),
        Rung("bounced", -bounced),
        Rung("not_answered", -silent),
        Rung("by_invitation", answered),
        Rung("uninvited" if others >= 0 else "removed", others),
    )


def ladder(
    *,
    received: int,
    answered: int,
    filtered: int,
    counted: int,
    dated: int | None = None,
    in_period: int | None = None,
    refused: Mapping[str, int] | None = None,
) -> tuple[Rung, ...]:
    """The rungs between the numbers of answers left at each point; raises BadValue if a number grows on the way down.

    >>> [(rung.name, rung.count) for rung in ladder(received=12, answered=10, filtered=7, counted=6)]
    [('received', 12), ('skipped', -2), ('filter', -3), ('set_aside', -1), ('counted', 6)]
    """
    again = {reason: number for reason, number in (refused or {}).items() if number}
    if unknown := set(again) - set(NOT_STORED):
        raise BadValue(f"a submission cannot be refused because of {', '.join(sorted(unknown))}")
    rungs: list[Rung] = []
    if again:
        rungs.append(Rung("sent", received + sum(again.values())))
        rungs += [Rung(reason, -again[reason]) for reason in NOT_STORED if reason in again]
    rungs.append(Rung("received", received))
    left = received
    steps = [("undated", dated), ("other_weeks", in_period), ("skipped", answered), ("filter", filtered)]
    for reason, remaining in [*steps, ("set_aside", counted)]:
        if remaining is None:
            continue
        if not 0 <= remaining <= left:
            raise BadValue(f"{remaining} answers cannot be left of {left} ({reason})")
        rungs.append(Rung(reason, remaining - left))
        left = remaining
        if reason == "other_weeks":
            rungs.append(Rung("in_period", left))
    return (*rungs, Rung("counted", left))

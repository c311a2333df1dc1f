"""A week's answer in one sentence, as it stands above the first screen and on a wall."""

from __future__ import annotations

from cjo_core.charts.words import joined
from cjo_core.insight.this_week import Headline, WeekReport
from cjo_core.locale import _
from cjo_core.metrics.changes.verdicts import DOWN, TOO_FEW, UP
from cjo_core.metrics.privacy.base import HIDDEN


def title_of(report: WeekReport) -> str:
    """The answer in one sentence: what clearly changed on last week, and what did not."""
    judged = [one for one in report.headlines if one.row.n > 0]
    if not judged and any(one.row.base == HIDDEN for one in report.headlines):
        return _("Hidden to protect a small group.")
    if not judged:
        return _("Nobody has answered in this week.")
    few = [one for one in judged if one.on_last_week.verdict == one.on_four_weeks.verdict == TOO_FEW]
    if len(few) == len(judged):
        return _("Too few answers to judge the week.")
    clear = [one for one in judged if {one.on_last_week.verdict, one.on_four_weeks.verdict} & {UP, DOWN}]
    if not clear:
        return _("No clear change.")
    sentences = [clear_sentence(one) for one in clear]
    others = [_(one.metric.label) for one in judged if one not in clear and one not in few]
    if others:
        sentences.append(_("{metrics}: no clear change.").format(metrics=_(" and ").join(others)))
    return joined(*sentences)


def clear_sentence(one: Headline) -> str:
    """What clearly changed: on last week if that is clear, else on the four weeks before."""
    name = _(one.metric.label)
    if one.on_last_week.verdict in (UP, DOWN):
        words = _("{metric} clearly up.") if one.on_last_week.verdict == UP else _("{metric} clearly down.")
    elif one.on_four_weeks.verdict == UP:
        words = _("{metric} clearly up on the four weeks before.")
    else:
        words = _("{metric} clearly down on the four weeks before.")
    return words.format(metric=name)

"""How a number comes about: its ledger from every submission down to n, and its definition passport, folded away.

Generated from the store and the catalog. Where a number is hidden or protected, so is its ledger.
"""

from __future__ import annotations

from cjo_core.charts.numbers import count_text, number_text
from cjo_core.charts.words import listed, week_and_year
from cjo_core.insight.ledger import Ledger, ledger
from cjo_core.insight.passport import Asked, Passport, passport
from cjo_core.insight.this_week import WeekReport
from cjo_core.locale import _, ngettext
from cjo_core.metrics.catalog import Metric
from cjo_core.metrics.cells import Cells
from cjo_core.store.counts.ledger import refused, skipped
from cjo_core.store.database import Store
from cjo_core.store.invitations.reading import asked_of_kind
from cjo_core.store.set_up.surveys import surveys, wording_changes
from cjo_core.survey.filters import Filter
from pages.ui.choices.filters import count_name
from pages.ui.pieces.definition import catalog_terms
from pages.ui.pieces.folds import fold
from pages.ui.pieces.html import escape, html, note_html
from pages.ui.pieces.kept import kept
from pages.ui.session import View
from pages.ui.words import day_text, language_name

#: More wordings than these would be a list, not an answer.
MOST_WORDINGS = 6


def show_whole(now: View, metric: Metric, where: Filter, by: tuple[str, ...] = ()) -> None:
    """For everything behind a page, taken together; `by`: what it is divided by there."""
    with fold(_("How this number comes about"), "how_it_comes") as is_open:
        if is_open:
            title = f"<h2>{escape(_(metric.label))}</h2>"
            whole = note_html(_("All answers of this page together."))
            ladder = f"<div>{title}{whole}{ladder_html(now, metric, where)}</div>"
            html(f'<div class="cards">{ladder}<div>{passport_html(now, metric, where, by)}</div></div>{_not_counted()}')


def show_week(now: View, report: WeekReport, where: Filter) -> None:
    """For each key figure of the first screen."""
    if not report.headlines:
        return
    week = where.counting(latest=False).weeks(report.week, report.week)
    with fold(_("How these numbers come about"), "how_it_comes") as is_open:
        if is_open:
            each = "".join(f"<div>{_of_figure(now, headline.metric, week)}</div>" for headline in report.headlines)
            html(f'<div class="cards">{each}</div>{_not_counted()}')


def _of_figure(now: View, metric: Metric, week: Filter) -> str:
    """The ladder of one key figure, its definition folded away below."""
    folded = f"<summary>{escape(_('Definition and wording'))}</summary>{passport_html(now, metric, week)}"
    return f"<h2>{escape(_(metric.label))}</h2>{ladder_html(now, metric, week)}<details>{folded}</details>"


def _not_counted() -> str:
    words = _(
        "How often a form was opened is not counted: opening a link stores nothing, "
        "so that mail scanners cannot count as people."
    )
    return note_html(words)


def ladder_html(now: View, metric: Metric, where: Filter) -> str:
    """The rungs of the ledger as a table, or why there is none."""
    return _ladder(now.cells, now.store, now.version, metric, where)


def passport_html(now: View, metric: Metric, where: Filter, by: tuple[str, ...] = ()) -> str:
    """The definition: from the catalog, and from the surveys as they are today."""
    return _passport(now.cells, now.store, now.version, metric, where, by)


@kept
def _ladder(cells: Cells, store: Store, _version: int, metric: Metric, where: Filter) -> str:
    kind = metric.kind
    asked = asked_of_kind(store, kind).outcomes
    found = ledger(cells, metric.name, where, skipped(store, kind), refused(store, kind), asked)
    if found is None:
        why = _("Hidden: so few people answered that the parts could give one of them away.")
        return f'<p class="sub">{escape(why)}</p>'
    per_question = _("This question is asked more than once: a response counts once for each.")
    return _table(found) + (f'<p class="sub">{escape(per_question)}</p>' if found.per_question else "")


def _table(found: Ledger) -> str:
    rows = []
    for rung in found.shown:
        count = count_text(rung.count) if rung.total else number_text(rung.count, sign=True)
        css = ' class="total"' if rung.total else ""
        rows.append(f'<tr{css}><th scope="row">{escape(_(rung.label))}</th><td>{escape(count)}</td></tr>')
    return f'<table class="ladder"><tbody>{"".join(rows)}</tbody></table>'


@kept
def _passport(cells: Cells, store: Store, _version: int, metric: Metric, where: Filter, by: tuple[str, ...]) -> str:
    found = passport(metric, surveys(store), wording_changes(store), cells, where, by)
    terms = [(term, escape(text)) for term, text in catalog_terms(metric)]
    terms += [(_("Question"), _wordings(found))] if found.asked else []
    terms += [(term, escape(text)) for term, text in _rules(found)]
    rows = "".join(f"<dt>{escape(term)}</dt><dd>{text}</dd>" for term, text in terms)
    return f'<dl class="passport">{rows}</dl>'


def _rules(found: Passport) -> list[tuple[str, str]]:
    """What is in it, and what never is."""
    floor = _("Groups under {floor} answers are hidden, and others that would give them away.")
    small = floor.format(floor=found.floor) if found.floor > 1 else _("The customers are known, so none is hidden.")
    who = count_name({True: "latest", False: "every", None: ""}[found.latest])
    heavier = _(
        "Each answer counts by its weight, those without one as 1. n is people; whether they are enough is judged by "
        "the effective n: as many answers without weights would be as precise."
    )
    unused = _(
        "The answers have weights, but are counted one by one here: weighted numbers would tell of groups so small "
        "that they are hidden."
    )
    return [
        *([(_("Weights"), heavier)] if found.weighted else []),
        *([(_("Weights"), unused)] if found.untold else []),
        (_("Surveys"), listed(list(found.surveys)) or _("none")),
        (_("Who counts"), who),
        (_("Never counted"), _("Skipped questions, and comments without a score.")),
        (_("Small groups"), small),
    ]


def _wordings(found: Passport) -> str:
    shown = "".join(_wording(one, found.metric) for one in found.asked[:MOST_WORDINGS])
    more = len(found.asked) - MOST_WORDINGS
    if more > 0:
        words = ngettext("{count} more wording", "{count} more wordings", more).format(count=more)
        shown += f'<p class="sub">{escape(words)}</p>'
    return shown


def _wording(one: Asked, metric: Metric) -> str:
    """The words of today in one language, and since when they are asked."""
    ends = [(metric.scale.low, one.wording.low_label), (metric.scale.high, one.wording.high_label)]
    labels = " · ".join(f"{score} = {label}" for score, label in ends if label)
    if one.first_week is None:
        history = _("{survey}, {language}: version {version}, not answered yet.")
    elif one.since is None:
        history = _("{survey}, {language}: version {version}, first answered in {week}.")
    else:
        history = _("{survey}, {language}: version {version} since {day}, first answered in {week}.")
    told = history.format(
        survey=one.survey,
        language=language_name(one.language),
        version=one.version,
        day="" if one.since is None else day_text(one.since.date()),
        week="" if one.first_week is None else week_and_year(one.first_week),
    )
    asked = f'<p lang="{escape(one.language)}">{escape(one.wording.question)}<br><span>{escape(labels)}</span></p>'
    return f'{asked}<p class="sub">{escape(told)}</p>'

"""`scores --explain`: how the n of all rows together comes about, and what the number is made of. Never computes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from cjo_core.commands.asking import print_lines

if TYPE_CHECKING:
    from cjo_core.metrics.catalog import Metric
    from cjo_core.metrics.cells import Cells
    from cjo_core.store.database import Store
    from cjo_core.survey.filters import Filter


def explained(store: Store, cells: Cells, metric: Metric, where: Filter, by: Sequence[str] = ()) -> dict[str, Any]:
    """The ledger (None where the number is hidden or protected) and the definition, in plain Python values."""
    from cjo_core.insight.ledger import ledger
    from cjo_core.insight.passport import passport
    from cjo_core.store.counts.ledger import refused, skipped
    from cjo_core.store.invitations.reading import asked_of_kind
    from cjo_core.store.set_up.surveys import surveys, wording_changes
    from cjo_core.survey.periods import utc_text, week_name

    asked = asked_of_kind(store, metric.kind).outcomes
    found = ledger(cells, metric.name, where, skipped(store, metric.kind), refused(store, metric.kind), asked)
    made_of = passport(metric, surveys(store), wording_changes(store), cells, where, by)
    return {
        "ledger": found
        and [
            {"step": rung.name, "count": rung.count, "total": rung.total, "words": rung.label} for rung in found.rungs
        ],
        "definition": {
            "metric": metric.name,
            "formula": metric.formula,
            "interval": metric.interval,
            "scale": [metric.scale.low, metric.scale.high],
            "bands": {part: [first, last] for part, first, last in metric.parts},
            "surveys": list(made_of.surveys),
            "privacy_floor": made_of.floor,
            "latest_only": made_of.latest,
            "weighted": made_of.weighted,
            "weights_untold": made_of.untold,
            "wordings": [
                {
                    "survey": one.survey,
                    "language": one.language,
                    "question": one.wording.question,
                    "low_label": one.wording.low_label,
                    "high_label": one.wording.high_label,
                    "version": one.version,
                    "since": one.since and utc_text(one.since),
                    "first_week": one.first_week and week_name(one.first_week),
                }
                for one in made_of.asked
            ],
        },
    }


def print_explained(found: dict[str, Any]) -> None:
    """The same for people."""
    click.echo()
    if found["ledger"] is None:
        click.echo("How n comes about is hidden: it could give a small group away.")
    else:
        steps = [step for step in found["ledger"] if step["total"] or step["count"]]
        lines = [(step["words"] if step["total"] else f"  {step['words']}", f"{step['count']:,}") for step in steps]
        print_lines([("how n comes about", "n"), *lines], 1)
    made_of = found["definition"]
    low, high = made_of["scale"]
    bands = ", ".join(f"{name} {first}–{last}" for name, (first, last) in made_of["bands"].items())
    who = {True: "each person's latest answer", False: "every answer", None: "as each survey says"}
    terms = [
        ("formula", made_of["formula"]),
        ("scale", f"{low} to {high}: {bands}"),
        ("interval", made_of["interval"]),
        ("surveys", ", ".join(made_of["surveys"]) or "none"),
        ("who counts", who[made_of["latest_only"]]),
        ("privacy floor", str(made_of["privacy_floor"])),
    ]
    if made_of["weighted"]:
        terms.append(("weights", "each answer counts by its weight, those without one as 1; n is people"))
    if made_of["weights_untold"]:
        terms.append(("weights", "not used here: weighted numbers would tell of groups so small that they are hidden"))
    terms += [("question", _wording(one)) for one in made_of["wordings"]]
    click.echo()
    for term, text in terms:
        click.echo(f"{term:<15}" + "".join(c if c.isprintable() else "\ufffd" for c in text))


def _wording(one: dict[str, Any]) -> str:
    since = f" since {one['since']}" if one["since"] else ""
    first = f"first answered in {one['first_week']}" if one["first_week"] else "not answered yet"
    return f"“{one['question']}” ({one['survey']}, {one['language']}, version {one['version']}{since}, {first})"

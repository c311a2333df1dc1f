"""How we count: the definitions, generated from the catalog, so that they cannot differ from what is computed."""

from __future__ import annotations

import streamlit as st

from cjo_core.locale import _
from cjo_core.metrics.catalog import METRICS, Metric
from cjo_core.metrics.privacy.base import FEW_BELOW, LOW_BELOW
from pages.ui.pieces.definition import catalog_terms
from pages.ui.pieces.html import escape, head, html, note


def definition(metric: Metric) -> str:
    """One metric as a list of terms."""
    terms = [*catalog_terms(metric), (_("Name in files"), f"<code>{escape(metric.name)}</code>")]
    rows = "".join(
        f"<dt>{escape(term)}</dt><dd>{text if text.startswith('<code>') else escape(text)}</dd>" for term, text in terms
    )
    return f"<h2>{escape(_(metric.label))}</h2><p>{escape(_(metric.definition))}</p><dl>{rows}</dl>"


def rules() -> list[tuple[str, str]]:
    """What holds for every number."""
    return [
        (_("Skipped questions"), _("never count: they are in no denominator.")),
        (_("Nothing to count"), _("is “no score”, never 0.")),
        (
            _("Under {few} answers").format(few=FEW_BELOW),
            _("the value is grey, with its distribution: no verdict, no colour, no rank."),
        ),
        (_("{few} to {low} answers").format(few=FEW_BELOW, low=LOW_BELOW - 1), _("the value is marked “low base”.")),
        (
            _("Small groups"),
            _(
                "of anonymous surveys are hidden under 5 answers, and a second group too where subtraction "
                "would reveal the first."
            ),
        ),
        (
            _("“Clearly”"),
            _(
                "means that the change passes a test at 5\u202f%, corrected for how many groups are looked at "
                "together (Benjamini–Hochberg)."
            ),
        ),
        (
            _("Weeks"),
            _(
                "run from Monday to Sunday (ISO 8601) in the team’s time zone. "
                "Several weeks are pooled, never averaged."
            ),
        ),
        (_("Undated answers"), _("count in totals over all time, never in a week or a trend.")),
        (
            _("Weights"),
            _(
                "come with an import or from the command weigh. A weighted score, rating or share of an option counts "
                "each answer by its weight, those without one as 1; a consent counts people. n is always people; the "
                "effective n decides what is too few or a low base."
            ),
        ),
        (_("Rounding"), _("is for the eye only: everything is computed and exported unrounded.")),
    ]


def main() -> None:
    """Show the catalog."""
    head(
        _("How we count"),
        _("One number, one definition."),
        _("Pages, files and the command line use the same functions. This page is generated from them."),
    )
    left, right = st.columns(2, gap="medium")
    for i, metric in enumerate(METRICS.values()):
        with (left, right)[i % 2], st.container(border=True):
            html(definition(metric))
    with st.container(border=True):
        rows = "".join(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in rules())
        html(f"<h2>{escape(_('What holds for every number'))}</h2><dl>{rows}</dl>")
    note(_("NPS and Net Promoter are registered marks of Bain & Company, NICE Satmetrix and Fred Reichheld."))


main()

"""The cards of the page Paths about stages. They show a study; they compute nothing."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cjo_core.charts.numbers import count_text, missing
from cjo_core.charts.paths.flow import flow_picture
from cjo_core.charts.paths.flow_drawing import link_words
from cjo_core.charts.paths.share_dots import share_dots
from cjo_core.charts.paths.words import share_text, time_text
from cjo_core.charts.words import hidden_note, joined
from cjo_core.insight.paths.small import FLOOR
from cjo_core.insight.paths.study import PathStudy
from cjo_core.locale import _, ngettext
from pages.see.parts.ways.looking import Look, days_text
from pages.ui.pieces.figures import download, show_picture, show_table, show_wide
from pages.ui.pieces.html import card_title, escape, html, note

#: So many links have their times shown beside the picture; all of them are in its table.
MOST_TIMES = 7


def show_flow(study: PathStudy, stages: tuple[str, ...]) -> None:
    """The flow, as a picture and as a table."""
    names = study.stages.assign(name=list(stages))
    picture = flow_picture(study.links, names)
    with st.container(border=True):
        card_title(
            _("From stage to stage"),
            _("Grey: onward. Dashed below: back. Ring: the same stage again. Numbers: share of what leaves a stage."),
        )
        show_wide(picture, "flow")
        withheld = ngettext(
            "{number} link of too few customers is not shown.",
            "{number} links of too few customers are not shown.",
            study.withheld,
        ).format(number=count_text(study.withheld))
        if said := joined(picture.note, withheld if study.withheld else ""):
            note(said)
        show_table(picture, _for_file(study.links, stages), "links")


def _for_file(links: pd.DataFrame, stages: tuple[str, ...]) -> pd.DataFrame:
    """The links with names, for a file; times in seconds."""
    found = links.rename(
        columns={"quick": "seconds_quartile_1", "median": "seconds_median", "slow": "seconds_quartile_3"}
    )
    return found.assign(came=[stages[i] for i in links["came"]], went=[stages[i] for i in links["went"]])


def show_typical(study: PathStudy, stages: tuple[str, ...]) -> None:
    """The sequences most customers take."""
    card_title(_("Typical paths"), _("The most frequent sequences; repeats of a stage count once."))
    if not study.sequences:
        note(_("No sequence has enough customers to be shown."))
        return
    most = max(one.n for one in study.sequences)
    rows = "".join(
        f'<div class="seq"><p>{escape(_sequence(one.stages, stages))}</p>'
        f'<div class="bar"><i style="width:{100 * one.n / most:.0f}%"></i></div>'
        f"<p class='sub'>{escape(_paths_text(one.n, one.customers, study.paths))}</p></div>"
        for one in study.sequences
    )
    html(rows)
    table = pd.DataFrame(
        {
            "sequence": [_sequence(one.stages, stages) for one in study.sequences],
            "paths": [one.n for one in study.sequences],
            "customers": [one.customers for one in study.sequences],
        }
    )
    download(table, "typical-paths")


def _sequence(path: tuple[int, ...], stages: tuple[str, ...]) -> str:
    return " → ".join(stages[one] for one in path)


def _paths_text(n: int, customers: int, whole: int) -> str:
    words = ngettext(
        "{number} path ({share} of all), {customers} customers",
        "{number} paths ({share} of all), {customers} customers",
        n,
    )
    return words.format(number=count_text(n), share=share_text(100 * n / whole), customers=count_text(customers))


def show_reach(study: PathStudy, stages: tuple[str, ...], goal: int) -> None:
    """The probability to reach the goal from each stage."""
    what = _("How likely it is to get to “{goal}” from here").format(goal=stages[goal])
    card_title(what, _("Dot and 95\u202f% interval; in the same path, by any way. n: steps seen from the stage."))
    found = study.stages.drop(index=goal)
    frame = pd.DataFrame(
        {
            "name": [stages[i] for i in found.index],
            "value": found["reach"].to_numpy(),
            "low": found["reach_low"].to_numpy(),
            "high": found["reach_high"].to_numpy(),
            "n": found["reach_n"].fillna(0).to_numpy(),
        }
    )
    frame["why"] = ["" if not missing(value) else _("too few to say") for value in frame["value"]]
    picture = share_dots(frame, f"{what}.", _("Stage"))
    show_picture(picture, "reach")
    note(_("A chain of steps: what comes next is taken to depend on the present stage only."))
    show_table(picture, frame[["name", "value", "low", "high", "n"]], "reach")


def show_times(study: PathStudy, stages: tuple[str, ...]) -> None:
    """How long it takes from one stage to the next, for the links most often taken."""
    card_title(_("Time between stages"), _("From arriving at one to arriving at the next; most frequent links first."))
    links = study.links[(study.links["came"] != study.links["went"]) & study.links["median"].notna()]
    rows = links.sort_values("n", ascending=False).head(MOST_TIMES).to_dict("records")
    if not rows:
        note(_("No link between stages has enough customers to be shown."))
        return
    table = pd.DataFrame(
        {
            _("From and to"): [link_words(stages[row["came"]], stages[row["went"]]) for row in rows],
            _("Median"): [time_text(row["median"]) for row in rows],
            _("Middle half of them"): [
                _("{low} to {high}").format(low=time_text(row["quick"]), high=time_text(row["slow"])) for row in rows
            ],
            _("Times"): [count_text(int(row["n"])) for row in rows],
        }
    )
    right = {_("Times"): st.column_config.TextColumn(alignment="right")}
    st.dataframe(table, hide_index=True, width="stretch", placeholder="–", key="times_table", column_config=right)


def show_long_run(study: PathStudy, stages: tuple[str, ...]) -> None:
    """Steady state and the numbers of each stage."""
    with st.container(border=True):
        card_title(
            _("In the long run"),
            _("The share of visits each stage gets once everybody who leaves is followed by somebody new."),
        )
        found = study.stages
        table = pd.DataFrame(
            {
                _("Stage"): list(stages),
                _("Share of visits in the long run"): [share_text(x) for x in found["steady"]],
                _("Visits"): [_("hidden") if missing(x) else count_text(x) for x in found["visits"]],
                _("Customers"): [_("hidden") if missing(x) else count_text(x) for x in found["customers"]],
                _("Paths begin here"): [share_text(x) for x in found["begun"]],
                _("Paths end here"): [share_text(x) for x in found["ended"]],
            }
        )
        st.dataframe(table, hide_index=True, width="stretch", placeholder="–", key="stages_table")
        if found["visits"].isna().any():
            note(hidden_note())


def explained(look: Look, days: int) -> str:
    """How paths are counted, in words."""
    return joined(
        _("Visits of one customer follow each other in a path until a break of more than {days}.").format(
            days=days_text(days)
        ),
        _("Shares below a stage: how many of its visits begin or end a path."),
        _("Links, stages and sequences of fewer than {number} customers are hidden, and neighbours with them.").format(
            number=FLOOR
        ),
        _("Too much was collected to read it all: only the newest visits count.")
        if look.rows.first is not None
        else "",
    )

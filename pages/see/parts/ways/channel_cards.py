"""The card of the page Paths about channels: four ways of crediting them, side by side."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.charts.paths.share_dots import share_dots
from cjo_core.charts.paths.words import share_interval, share_text
from cjo_core.charts.words import joined
from cjo_core.insight.paths.attribution import MODELS
from cjo_core.insight.paths.study import ChannelStudy
from cjo_core.locale import _, ngettext
from pages.ui.choices import link
from pages.ui.pieces.figures import show_picture
from pages.ui.pieces.html import card_title, note
from pages.ui.words import dimension_name, named


def _names() -> dict[str, tuple[str, str]]:
    """Each way of crediting: its name, and what it says."""
    return {
        "removal": (
            _("Would be missing"),
            _(
                "How many fewer would get there if every path that comes to this channel ended there; made to add up "
                "to 100\u202f%. It looks at whole paths, and at those who never arrive, too."
            ),
        ),
        "first": (_("First contact"), _("All credit to the channel of the first contact: who brings people in.")),
        "last": (_("Last contact"), _("All credit to the channel of the last contact before: who closes.")),
        "linear": (_("All alike"), _("Every contact on the way gets the same share.")),
    }


def show_channels(study: ChannelStudy | None, goal: str) -> None:
    """The card; without enough paths it says why there is nothing."""
    with st.container(border=True):
        card_title(_("What channels contribute to “{goal}”").format(goal=goal))
        if study is None:
            note(_("Too few paths with a channel lead there in this period."))
            return
        names = _names()
        options = [one for one in ("removal", "first", "last", "linear") if one in MODELS]
        link.take_one("credit", options, options[0])
        model = st.segmented_control(
            _("Credit"),
            options,
            format_func=named(options, lambda one: names[one][0]),
            key="credit",
            persist_state="session",
            required=True,
        )
        link.keep("credit", options[0])
        model = model or options[0]
        note(names[model][1])
        _show(study, model, names)


def _show(study: ChannelStudy, model: str, names: dict[str, tuple[str, str]]) -> None:
    frame = study.frame
    channels = [_("other channels") if one is None else str(one) for one in frame["channel"]]
    shown = pd.DataFrame(
        {
            "name": channels,
            "value": frame[model],
            "low": frame[f"{model}_low"],
            "high": frame[f"{model}_high"],
            "n": frame["customers"],
        }
    )
    picture = share_dots(shown, f"{names[model][0]}.", dimension_name("channel"))
    show_picture(picture, "credit_picture")
    table = {dimension_name("channel"): channels}
    for one, (name, _explained) in names.items():
        table[name] = [
            f"{share_text(value)} ({share_interval(low, high)})"
            for value, low, high in zip(frame[one], frame[f"{one}_low"], frame[f"{one}_high"], strict=True)
        ]
    table[_("Customers who met it")] = [count_text(n) for n in frame["customers"]]
    st.dataframe(pd.DataFrame(table), hide_index=True, width="stretch", placeholder="–", key="credit_table")
    direct = ngettext(
        "{number} more path got there without any contact before, credited to none.",
        "{number} more paths got there without any contact before, credited to none.",
        study.direct,
    ).format(number=count_text(study.direct))
    note(
        joined(
            _("{goals} of {paths} paths got there.").format(
                goals=count_text(study.found.goals), paths=count_text(study.found.paths)
            ),
            direct if study.direct else "",
            _("Credit is no proof: whoever would have come anyway is credited, too. Causes take an experiment."),
        )
    )

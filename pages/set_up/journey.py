"""Journey: journeys, their stages in order, touchpoints and notes. What is changed here never changes a total."""

from __future__ import annotations

import streamlit as st

from cjo_core.exchange.starter import JOURNEYS
from cjo_core.locale import _, ngettext
from cjo_core.store.journey import arranging
from cjo_core.store.journey.reading import journeys
from cjo_core.store.set_up.audience import retired_names
from cjo_core.survey.journey import Journey, Stage
from pages.set_up.parts.journey.overview import show_overview
from pages.set_up.parts.journey.stage_notes import show_notes
from pages.set_up.parts.journey.touchpoint_table import show_touchpoints
from pages.ui.changing import act, show_said
from pages.ui.choices import link
from pages.ui.naming import bring_back_button, merge_form, move_buttons, rename_form, retire_form
from pages.ui.pieces import notices
from pages.ui.pieces.html import card_title, head, note
from pages.ui.session import View, view
from pages.ui.words import named

#: Where a run says which journey and stage the next one shall show: a widget's own key cannot be set after it is drawn.
NEXT_JOURNEY, NEXT_STAGE = "_next_journey", "_next_stage"


def choose_journey(found: tuple[Journey, ...]) -> Journey:
    """The journey of this run; a menu only where there are several."""
    names = [one.name for one in found]
    if (wanted := st.session_state.pop(NEXT_JOURNEY, None)) is not None:
        st.session_state["journey"] = wanted
    link.take_one("journey", names, names[0])
    if len(names) > 1:
        st.selectbox(_("Journey"), names, key="journey", persist_state="session", width=280)
    link.keep("journey", names[0])
    chosen = st.session_state.get("journey")
    return next((one for one in found if one.name == chosen), found[0])


def choose_stage(journey: Journey) -> Stage | None:
    """The stage of this run, as pills in the order of the journey."""
    names = [one.name for one in journey.current]
    if (wanted := st.session_state.pop(NEXT_STAGE, None)) is not None:
        st.session_state["at"] = wanted
    if not names:
        return None
    link.take_one("at", names, names[0])
    st.pills(_("Stage"), names, format_func=named(names, notices.plain), required=True, key="at")
    link.keep("at", names[0])
    chosen = st.session_state.get("at")
    return next((one for one in journey.stages if one.name == chosen), None)


def new_journey_form(now: View) -> None:
    """A name and a template."""
    templates = {"": (), **JOURNEYS}

    def label(name: str) -> str:
        return " → ".join(_(stage) for stage in templates[name]) or _("Empty")

    with st.form("new_journey", border=False):
        name = st.text_input(_("Name of the journey"), max_chars=80) or ""
        template = st.radio(_("Begin with"), [*JOURNEYS, ""], format_func=named(templates, label))
        note(_("Names of stages are used once in all journeys; one that is taken gets the journey’s name behind it."))
        if st.form_submit_button(_("Add journey"), type="primary"):
            stages = [_(stage) for stage in templates[template or ""]]
            words = _("The journey “{name}” was added.").format(name=" ".join(name.split()))
            act(lambda: arranging.add_journey(now.store, name, stages), words, _next_journey=" ".join(name.split()))


def this_journey_form(now: View, journey: Journey, found: tuple[Journey, ...]) -> None:
    """Rename, move or remove a journey."""
    with st.form("rename_journey", border=False):
        new = st.text_input(_("Name"), value=journey.name, max_chars=80, key=f"journey_name_{journey.name}") or ""
        if st.form_submit_button(_("Rename")):
            words = _("“{old}” is now called “{new}”.").format(old=journey.name, new=" ".join(new.split()))
            rename = " ".join(new.split())
            act(lambda: arranging.rename_journey(now.store, journey.name, new), words, _next_journey=rename)
    if len(found) > 1:
        with st.container(horizontal=True):
            moved = _("“{name}” was moved.").format(name=journey.name)
            if st.button(_("Move earlier"), key="journey_earlier", disabled=journey == found[0]):
                act(lambda: arranging.move_journey(now.store, journey.name, -1), moved)
            if st.button(_("Move later"), key="journey_later", disabled=journey == found[-1]):
                act(lambda: arranging.move_journey(now.store, journey.name, 1), moved)
            if st.button(_("Remove for good"), key="journey_remove", icon=":material/delete:"):
                words = _("“{name}” was removed.").format(name=journey.name)
                act(lambda: arranging.remove_journey(now.store, journey.name), words)


def new_stage_form(now: View, journey: Journey) -> None:
    """A name for one more stage."""
    with st.form("new_stage", border=False):
        key = f"new_stage_name_{len(journey.stages)}"  # what was refused stays, what was added is gone
        name = st.text_input(_("Name of the stage"), max_chars=120, key=key) or ""
        if st.form_submit_button(_("Add stage"), type="primary"):
            words = _("The stage “{name}” was added.").format(name=" ".join(name.split()))
            act(lambda: arranging.add_stage(now.store, name, journey.name), words, _next_stage=" ".join(name.split()))


def stage_buttons(now: View, found: tuple[Journey, ...], journey: Journey, stage: Stage) -> None:
    """What can be done to a stage."""
    order = [one.name for one in journey.current]
    with st.container(horizontal=True, gap="small"):
        move_buttons(
            now.store, "stage", stage.name, first=stage.name == order[0], last=stage.name == order[-1], along=True
        )
        with st.popover(_("Rename"), icon=":material/edit:"):
            rename_form(now.store, "stage", stage.name, _next_stage="")
        if len(found) > 1:
            with st.popover(_("Move to another journey"), icon=":material/move_item:"):
                others = [one.name for one in found if one.name != journey.name]
                to = st.selectbox(_("Journey"), others, key=f"stage_to_{stage.name}")
                note(_("Its touchpoints, notes and answers move with it."))
                if st.button(_("Move"), key=f"stage_move_{stage.name}"):
                    words = _("“{name}” now belongs to “{journey}”.").format(name=stage.name, journey=to)
                    act(lambda: arranging.move_stage(now.store, stage.name, to), words)
        with st.popover(_("Merge"), icon=":material/merge:", disabled=len(now.cells.names["stage"]) < 2):
            merge_form(now.store, "stage", stage.name, now.cells.names["stage"], _next_stage="")
        with st.popover(_("Retire"), icon=":material/archive:"):
            retire_form(now.store, "stage", stage.name)


def retired_card(now: View, journey: Journey) -> None:
    """Stages and touchpoints that are not offered any more."""
    stages = [one.name for one in journey.stages if one.retired_at is not None]
    points = [
        point.name
        for stage in journey.stages
        if stage.retired_at is None
        for point in stage.touchpoints
        if point.retired_at is not None
    ]
    if not stages + points:
        return
    with st.container(border=True):
        card_title(_("Retired"), _("Not offered for new answers. Their history stays in every total."))
        for dimension, names in (("stage", stages), ("touchpoint", points)):
            for name in names:
                with st.container(horizontal=True, vertical_alignment="center"):
                    st.text(name, width=280)
                    bring_back_button(now.store, dimension, name)


def title(journey: Journey) -> str:
    """What the journey holds, in words."""
    stages = len(journey.current)
    points = sum(len(one.touchpoints) for one in journey.current)
    return _("{journey}: {stages}, {touchpoints}.").format(
        journey=journey.name,
        stages=ngettext("{count} stage", "{count} stages", stages).format(count=stages),
        touchpoints=ngettext("{count} touchpoint", "{count} touchpoints", points).format(count=points),
    )


def main() -> None:
    """Arrange: the journey at a glance, then one stage of it."""
    now = view()
    found = journeys(now.store)
    top = st.container()
    show_said()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        journey = choose_journey(found)
        with st.popover(_("New journey"), icon=":material/add:"):
            new_journey_form(now)
        with st.popover(_("This journey"), icon=":material/edit:"):
            this_journey_form(now, journey, found)
        with st.popover(_("Add stage"), icon=":material/add:"):
            new_stage_form(now, journey)
    with top:
        head(
            _("Journey"),
            title(journey),
            _("Rename, move, merge and retire: no answer is lost, no total changes, printed links still work."),
        )
    with st.container(border=True):
        plan = st.container()
        stage = choose_stage(journey)
        with plan:
            if stage is None:
                card_title(_("No stages yet"), _("Add the first stage: what does a customer do first?"))
            else:
                show_overview(journey, stage.name)
        if stage is not None:
            stage_buttons(now, found, journey, stage)
    if stage is not None:
        with st.container(border=True):
            show_touchpoints(now, found, stage)
        with st.container(border=True):
            show_notes(now, stage, retired_names(now.store)["persona"])
    retired_card(now, journey)


main()

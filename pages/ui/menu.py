"""The menu: which pages there are, under which heading. Never draws a page."""

from __future__ import annotations

from copy import copy
from functools import lru_cache

import streamlit as st

from cjo_core import locale
from cjo_core.locale import _
from pages.ui.session import View


def menu(view: View | None) -> dict[str, list[st.Page]]:
    """The pages of this session: without a store there is only the start.

    Made once per language, which takes a look at every file; each run gets pages of its own, for a run writes on them.
    """
    made = _made(locale.language(), view is not None)
    return {heading: [copy(page) for page in pages] for heading, pages in made.items()}


@lru_cache(maxsize=64)
def _made(_language: str, with_store: bool) -> dict[str, list[st.Page]]:
    if not with_store:
        return {
            "": [st.Page("set_up/start.py", title=_("Start"), icon=":material/flag:", url_path="start", default=True)]
        }
    return {
        "": _first(),
        _("See"): _see(),
        _("Understand"): _understand(),
        _("Collect"): _collect(),
        _("Set up"): _set_up(),
    }


def _first() -> list[st.Page]:
    """What a manager opens every week: these stand in the bar itself."""
    return [
        st.Page("see/this_week.py", title=_("This week"), icon=":material/today:", url_path="this-week", default=True),
        st.Page("see/journey.py", title=_("Journey map"), icon=":material/conversion_path:", url_path="journey"),
        st.Page("see/actions.py", title=_("Planned actions"), icon=":material/task_alt:", url_path="actions"),
    ]


def _see() -> list[st.Page]:
    """The same scores, cut in different ways."""
    return [
        st.Page("see/stages.py", title=_("By stage"), icon=":material/route:", url_path="stages"),
        st.Page("see/segments.py", title=_("By segment"), icon=":material/group:", url_path="segments"),
        st.Page("see/personas.py", title=_("By persona"), icon=":material/person:", url_path="personas"),
        st.Page("see/channels.py", title=_("By channel"), icon=":material/hub:", url_path="channels"),
        st.Page("see/over_time.py", title=_("Over time"), icon=":material/timeline:", url_path="over-time"),
    ]


def _understand() -> list[st.Page]:
    """What lies behind the scores: words, ways, people, rows, formulas."""
    return [
        st.Page("see/results.py", title=_("Survey results"), icon=":material/bar_chart:", url_path="results"),
        st.Page("see/comments.py", title=_("Comments"), icon=":material/chat:", url_path="comments"),
        st.Page("see/funnel.py", title=_("Funnel"), icon=":material/filter_alt:", url_path="funnel"),
        st.Page("see/paths.py", title=_("Paths"), icon=":material/alt_route:", url_path="paths"),
        st.Page("see/customer.py", title=_("Customer"), icon=":material/badge:", url_path="customer"),
        st.Page("see/responses.py", title=_("Responses"), icon=":material/table_rows:", url_path="responses"),
        st.Page("see/how_we_count.py", title=_("How we count"), icon=":material/functions:", url_path="how-we-count"),
    ]


def _collect() -> list[st.Page]:
    """Asking, and what came in."""
    return [
        st.Page("collect/surveys.py", title=_("Surveys"), icon=":material/qr_code_2:", url_path="surveys"),
        st.Page("collect/studio.py", title=_("Survey studio"), icon=":material/edit:", url_path="studio"),
        st.Page("collect/reach.py", title=_("Reach people"), icon=":material/campaign:", url_path="reach"),
        st.Page("collect/interview.py", title=_("Interview"), icon=":material/edit_note:", url_path="interview"),
        st.Page("collect/present.py", title=_("Present"), icon=":material/slideshow:", url_path="present"),
        st.Page("collect/quarantine.py", title=_("Quarantine"), icon=":material/shield:", url_path="quarantine"),
    ]


def _set_up() -> list[st.Page]:
    """What is arranged once and changed now and then."""
    return [
        st.Page("set_up/journey.py", title=_("Journey"), icon=":material/edit_road:", url_path="edit-journey"),
        st.Page("set_up/segments.py", title=_("Segments"), icon=":material/groups:", url_path="edit-segments"),
        st.Page("set_up/personas.py", title=_("Personas"), icon=":material/face:", url_path="edit-personas"),
        st.Page("set_up/import_file.py", title=_("Import"), icon=":material/upload_file:", url_path="import"),
        st.Page(
            "set_up/records.py", title=_("Customers and orders"), icon=":material/receipt_long:", url_path="records"
        ),
        st.Page("set_up/programs.py", title=_("Programs"), icon=":material/api:", url_path="programs"),
        st.Page("set_up/settings.py", title=_("Settings"), icon=":material/settings:", url_path="settings"),
        st.Page("set_up/help.py", title=_("Help"), icon=":material/help:", url_path="help"),
    ]

"""Import: a CSV or a workbook of answers, its columns matched on the screen, tried first, then stored. Running it twice
adds nothing."""

from __future__ import annotations

import streamlit as st

from cjo_core import locale
from cjo_core.charts.numbers import count_text
from cjo_core.errors import CjoError
from cjo_core.exchange.importing import ImportOptions, Report, import_table
from cjo_core.exchange.reading.tables import Table, unique_headings
from cjo_core.exchange.reading.weights import guess_weight_column
from cjo_core.exchange.reading.workbooks import is_workbook
from cjo_core.locale import _, ngettext
from cjo_core.metrics.catalog import METRICS
from cjo_core.store.set_up.surveys import surveys
from cjo_core.survey.places import PLACE_FIELDS
from pages.set_up.parts import files
from pages.ui.pieces import notices
from pages.ui.pieces.html import card_title, head, note
from pages.ui.session import View, view
from pages.ui.words import dimension_name, named

KINDS = ("nps", "csat", "ces")
#: Encodings to choose from where finding out went wrong; their names are the same in every language.
ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "gb18030": "GB 18030",
    "cp949": "CP949",
    "utf-16": "UTF-16",
}
ENCODINGS = ("", *ENCODING_NAMES)
#: What the columns are called in exports, in the languages of the interface; the surest words come first.
SCORES = ("score", "rating", "评分", "打分", "得分", "分数", "ocena")
COMMENTS = (
    *("comment", "kommentar", "reason", "why", "verbatim", "feedback", "explication"),
    *("评论", "意见", "原因", "反馈", "komentarz", "powód"),
)
DATES = ("submit", "enddate", "end date", "completion", "timestamp", "date", "created", "提交", "日期", "时间", "data")


def guess(table: Table, words: tuple[str, ...]) -> int | None:
    """The position of the first column whose name holds one of the words, to save the user a choice."""
    for word in words:
        for i, name in enumerate(table.headers):
            if word in name.casefold():
                return i
    return None


def column(
    table: Table, label: str, key: str, words: tuple[str, ...] = (), *, at: int | None = None, needed: bool = False
) -> str | None:
    """A menu of the file's columns; the one at `at` is chosen, or the first that is called by one of the words."""
    picked = st.selectbox(
        label,
        unique_headings(table.headers),
        index=guess(table, words) if words else at,
        placeholder=_("choose a column") if needed else _("none"),
        key=f"column_{key}",
        width=240,
    )
    return str(picked) if picked else None


def choose(table: Table, name: str, now: View) -> ImportOptions | None:
    """What the file holds, and where; None until the score's column is known."""
    card_title(_("What is in which column?"))
    with st.container(horizontal=True, gap="small"):
        kind = st.selectbox(
            _("The scores are"),
            KINDS,
            format_func=named(
                KINDS, lambda one: f"{_(METRICS[one].label)} ({METRICS[one].scale.low}–{METRICS[one].scale.high})"
            ),
            key="import_kind",
            width=240,
        )
        score = column(table, _("Score"), "score", (kind or "nps", *SCORES), needed=True)
        comment = column(table, _("Comment"), "comment", COMMENTS)
        date = column(table, _("Date"), "date", DATES)
        respondent = column(table, _("Customer id"), "id", ())
    weight, cap = choose_weights(table)
    with (
        st.expander(_("Survey, stage, touchpoint, segment, persona, channel, language")),
        st.container(horizontal=True, gap="small"),
    ):
        survey = into_survey(now, kind or "nps")
        whole = {
            one: st.selectbox(label, list(now.cells.names[one]), index=None, placeholder=_("none"), key=key, width=240)
            for one, label, key in (
                ("stage", _("Stage of all answers"), "import_stage"),
                ("touchpoint", _("Touchpoint of all answers"), "import_touchpoint"),
            )
        }
        placed = {one: column(table, dimension_name(one), one, ()) for one in PLACE_FIELDS}
        day_first = files.choose_order("import")
    if score is None or kind is None:
        return None
    return ImportOptions(
        metric=kind,
        score=score,
        file_name=name,
        date=date,
        comment=comment,
        respondent=respondent,
        stage=whole["stage"],
        touchpoint=whole["touchpoint"],
        stage_column=placed.pop("stage"),
        touchpoint_column=placed.pop("touchpoint"),
        survey=survey,
        day_first=day_first,
        weight=weight,
        cap_weights=cap,
        **placed,
    )


def into_survey(now: View, kind: str) -> str | None:
    """A survey that asks for such scores, to go on with its series; None: one of the file's own."""
    found = {one.slug: one.title for one in surveys(now.store) if any(each.kind == kind for each in one.asked)}
    return st.selectbox(
        _("Into the survey"),
        list(found),
        index=None,
        format_func=named(found, found.__getitem__),
        placeholder=_("one of its own"),
        key=f"import_survey_{kind}",
        width=240,
    )


def choose_weights(table: Table) -> tuple[str | None, bool]:
    """The column of weights, and whether the largest are cut."""
    at = guess_weight_column(table.headers)
    with st.expander(_("Weights"), expanded=at is not None):
        words = _(
            "A weight says for how many people an answer speaks. Weighted scores show n and the effective n beside it."
        )
        note(words)
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            weight = column(table, _("Weight"), "weight", at=at)
            cap = st.checkbox(_("Cut weights above five medians"), key="import_cap", disabled=weight is None)
    return weight, cap and weight is not None


def show_report(report: Report) -> None:
    """What became of every row."""
    facts = (
        (_("Rows read"), report.read),
        (_("To be stored") if report.dry_run else _("Stored"), report.stored),
        (_("Skipped"), report.skipped),
        (_("Stored before"), report.duplicate),
    )
    files.show_facts(facts, report.warnings, report.reasons, "import")


def show_done() -> None:
    """What became of the file that was stored last, and the way to its numbers, whatever their age."""
    done: Report | None = st.session_state.get("import_done")
    if done is None:
        return
    with st.container(border=True):
        card_title(_("Imported"))
        show_report(done)
        if st.button(_("See the results"), type="primary", icon=":material/bar_chart:", key="import_results"):
            st.session_state["results_of"] = done.survey
            st.session_state["period"] = "all"
            st.switch_page("see/results.py")


def try_once(now: View, table: Table, options: ImportOptions) -> Report:
    """What would happen, remembered until a choice changes it."""
    asked = (options, locale.language())
    tried = st.session_state.get("import_tried")
    if tried is None or tried[0] is not table or tried[1] != asked:
        with st.spinner(_("Trying every row…")):
            tried = (table, asked, import_table(now.store, table, options, dry_run=True))
        st.session_state["import_tried"] = tried
    report: Report = tried[2]
    return report


def main() -> None:
    """Choose a file, match its columns, look, import."""
    now = view()
    head(
        _("Import"),
        _("Bring in the answers you already have."),
        _("A CSV or Excel file of any tool. You see what would happen before anything is stored."),
    )
    if now.is_demo:
        note(_("Demo data are sealed: nothing can be imported into them. Start your own database first."))
        st.page_link("set_up/settings.py", label=_("To the settings"), icon=":material/settings:")
        return
    top = st.container()
    number = st.session_state.get("import_round", 0)  # in the key: after a file is stored the field is empty again
    upload = st.file_uploader(_("A CSV or Excel file"), type=files.TABLES, key=f"import_upload_{number}")
    if upload is None:
        files.forget("import")
        st.session_state.pop("import_tried", None)
        note(_("One row per answer, with a heading over each column."))
        with top:
            show_done()
        return
    st.session_state.pop("import_done", None)
    encoding = None
    if not is_workbook(upload.getvalue()):
        encoding = st.selectbox(
            _("Encoding"),
            ENCODINGS,
            format_func=named(ENCODINGS, lambda code: ENCODING_NAMES.get(code) or _("find out")),
            key="import_encoding",
            width=240,
            help=_("Choose one if letters look wrong below."),
        )
    table = files.read(upload, "import", encoding=encoding or None)
    files.show_table(table, upload.name, "import")
    with st.container(border=True):
        options = choose(table, upload.name, now)
    if options is None:
        note(_("Choose the columns that are still open."))
        return
    with st.container(border=True):
        card_title(_("What would happen"))
        try:
            report = try_once(now, table, options)
        except CjoError as error:
            notices.refused(str(error))
            return
        show_report(report)
        label = ngettext("Store {count} answer", "Store {count} answers", report.stored).format(
            count=count_text(report.stored)
        )
        if st.button(label, type="primary", disabled=not report.stored, key="import_now"):
            with st.spinner(_("Storing…")):
                st.session_state["import_done"] = import_table(now.store, table, options)
            st.session_state["import_round"] = number + 1
            st.rerun()


main()

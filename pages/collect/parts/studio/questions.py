"""The list of questions and the panel of the chosen one."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.exchange.starter import WORDINGS
from cjo_core.locale import _, ngettext
from cjo_core.store.set_up.audience import touchpoints_by_stage
from cjo_core.store.set_up.studio import answered
from cjo_core.survey.questions import (
    CHOICE_KINDS,
    ELEMENTS,
    KINDS,
    RATER,
    STYLES,
    Condition,
    Option,
    Question,
    Wording,
    label_of,
)
from cjo_core.survey.scales import RATING_HIGH, SCALES
from cjo_core.survey.surveys import Survey
from pages.collect.parts.studio.drafting import (
    Draft,
    all_languages,
    depends_on,
    free_key,
    index_of,
    put,
    renew,
    reworded,
    with_new,
    with_question,
)
from pages.ui.pieces import notices
from pages.ui.pieces.html import note
from pages.ui.session import View
from pages.ui.words import about_name, kind_name, named

CHOSEN = "studio_question"


def style_name(style: str) -> str:
    """How a scale looks, in words."""
    return {"numbers": _("Numbers"), "words": _("Words"), "stars": _("Stars"), "faces": _("Faces")}[style]


def show(now: View, draft: Draft) -> Survey:
    """The questions in order, one of them open to be changed; returns the draft as changed in this run."""
    survey = draft.survey
    add_question(survey)
    if not survey.asked:
        note(_("No question yet. Add the first one above."))
        return survey
    keys = [question.key for question in survey.asked]
    if st.session_state.get(CHOSEN) not in keys:
        st.session_state[CHOSEN] = keys[0]
    titles = {
        question.key: f"{number}. {_short(question, survey)}" for number, question in enumerate(survey.asked, start=1)
    }
    key = st.radio(_("Questions"), keys, key=CHOSEN, format_func=named(keys, lambda one: notices.plain(titles[one])))
    question = survey.asked[index_of(survey.asked, key or keys[0])]
    with st.container(border=True):
        return panel(now, draft, question)


def _short(question: Question, survey: Survey) -> str:
    words = question.words([survey.default_language]).question if question.worded else _("(no words yet)")
    short = words if len(words) <= 60 else f"{words[:58]}…"
    return f"{short} · {kind_name(question.kind)}"


def add_question(survey: Survey) -> None:
    """One more question, with the words its kind usually has."""
    kind = st.menu_button(
        _("Add a question"), KINDS, format_func=named(KINDS, _kind), icon=":material/add:", key="add_question"
    )
    if kind is None:
        return
    usual = {code: words for code, words in WORDINGS.get(kind, {}).items() if code in all_languages(survey)}
    options = tuple(Option(f"option_{n}", {survey.default_language: ""}) for n in (1, 2))
    new = Question(
        kind,
        {survey.default_language: Wording("")} | usual,
        key=free_key(survey, kind),
        options=options if kind in CHOICE_KINDS else (),
    )
    st.session_state["_studio_next"] = new.key
    renew(with_new(survey, new))


def _kind(kind: str) -> str:
    """A kind in the menu, with its scale where that is fixed."""
    if kind not in SCALES:
        return kind_name(kind)
    return f"{kind_name(kind)} · {SCALES[kind].low}–{SCALES[kind].high}"


def panel(now: View, draft: Draft, question: Question) -> Survey:
    """Everything about one question."""
    survey = draft.survey
    number = answered(now.store, survey.id).get(question.id, 0) if question.id else 0
    tag = f"{survey.id}_{question.key}_{draft.turn}"
    order_buttons(survey, question)
    if number:
        words = ngettext(
            "{count} response answered this question. New words become a new version; kind and scale stay.",
            "{count} responses answered this question. New words become a new version; kind and scale stay.",
            number,
        )
        note(words.format(count=count_text(number)))
    changed = wording_fields(question, survey.default_language, tag)
    changed = look_fields(changed, tag, locked=bool(number))
    if changed.kind in CHOICE_KINDS:
        changed = option_fields(changed, survey.default_language, tag)
    changed = replace(
        changed,
        required=bool(st.toggle(_("Must be answered"), value=question.required, key=f"required_{tag}")),
        new_page=bool(st.toggle(_("Begins a new page"), value=question.new_page, key=f"page_{tag}")),
    )
    with st.expander(_("Asked only after certain answers"), expanded=question.condition is not None):
        changed = condition_fields(survey, changed, tag)
    with st.expander(_("Where its answers belong"), expanded=bool(question.stage or question.touchpoint)):
        changed = place_fields(now, changed, tag)
    result = with_question(survey, question.key, changed)
    put(result)
    return result


def order_buttons(survey: Survey, question: Question) -> None:
    """Move it, or take it out."""
    at, last = index_of(survey.asked, question.key), len(survey.asked) - 1
    with st.container(horizontal=True):
        if st.button(_("Move up"), icon=":material/arrow_upward:", disabled=at == 0, key="question_up"):
            renew(with_question(survey, question.key, question, at=at - 1))
        if st.button(_("Move down"), icon=":material/arrow_downward:", disabled=at == last, key="question_down"):
            renew(with_question(survey, question.key, question, at=at + 1))
        if st.button(_("Take out"), icon=":material/delete:", key="question_out"):
            renew(with_question(survey, question.key, None))


def wording_fields(question: Question, language: str, tag: str) -> Question:
    """Its words in the default language; other languages have a panel of their own."""
    old = question.wordings.get(language, Wording(""))
    asked = st.text_area(_("Question"), value=old.question, key=f"words_{tag}", height=80, max_chars=400) or ""
    low, high, comment, unhappy, happy = "", "", "", "", ""
    if question.scored:
        left, right = st.columns(2)
        low = left.text_input(_("The low end means"), value=old.low_label, key=f"low_{tag}", max_chars=80) or ""
        high = right.text_input(_("The high end means"), value=old.high_label, key=f"high_{tag}", max_chars=80) or ""
        comment = st.text_input(_("Asked under the scale"), value=old.comment, key=f"why_{tag}", max_chars=200) or ""
        left, right = st.columns(2)
        label = _("… of the unhappy instead")
        unhappy = left.text_input(label, value=old.comment_low, key=f"why_low_{tag}", max_chars=200) or ""
        label = _("… of the happy instead")
        happy = right.text_input(label, value=old.comment_high, key=f"why_high_{tag}", max_chars=200) or ""
    words = Wording(*(text.strip() for text in (asked, low, high, comment, unhappy, happy)))
    return reworded(question, language, words)


def look_fields(question: Question, tag: str, *, locked: bool) -> Question:
    """How its scale looks and how long it is, where its kind leaves a choice."""
    if question.kind == "rating":
        label = _("From 1 to")
        high = st.number_input(
            label, 2, RATING_HIGH, question.high, key=f"high_score_{tag}", disabled=locked, width=160
        )
        question = replace(question, high=int(high or question.high))
    styles = STYLES.get(question.kind, ())
    if styles:
        style = st.segmented_control(
            _("Looks like"),
            styles,
            default=question.style,
            key=f"style_{tag}",
            format_func=named(styles, style_name),
            required=True,
        )
        question = replace(question, style=style or question.style)
    return question


def option_fields(question: Question, language: str, tag: str) -> Question:
    """What can be chosen, one per line; each keeps its short name, so that its answers stay together."""
    old = [option for option in question.options if not option.retired]
    text = st.text_area(
        _("Options, one per line"),
        value="\n".join(label_of(option, [language]) if option.labels.get(language) else "" for option in old).strip(),
        key=f"options_{tag}",
        height=120,
    )
    lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
    by_label = {option.labels.get(language, ""): option for option in old}
    free = [option for option in old if option.labels.get(language, "") not in lines]
    found: list[Option] = []
    for number, line in enumerate(dict.fromkeys(lines)):
        if line in by_label:
            found.append(by_label[line])
        elif len(lines) == len(old) and old[number] in free:  # as many lines as before: this one was reworded
            found.append(replace(old[number], labels={**old[number].labels, language: line}))
        else:
            found.append(Option(_free_option(question, found), {language: line}))
    note(_("A reworded line keeps its answers. A line that is taken away is offered no more; its answers stay."))
    return replace(question, options=(*found, *(option for option in question.options if option.retired)))


def _free_option(question: Question, more: list[Option]) -> str:
    taken = {option.key for option in (*question.options, *more)}
    return next(key for key in (f"option_{n}" for n in range(1, 999)) if key not in taken)


def condition_fields(survey: Survey, question: Question, tag: str) -> Question:
    """After which answer to which earlier question it is asked."""
    sources = {one.key: one for one in depends_on(survey, question.key)}
    old = question.condition
    astray = [old.question] if old is not None and old.question not in sources else []
    if not sources and not astray:
        note(_("There is no earlier question that could decide it."))
        return question
    keys = ["", *sources, *astray]
    label = {"": _("asked of everybody")} | {key: _short(one, survey) for key, one in sources.items()}
    chosen = st.selectbox(
        _("Depends on"),
        keys,
        index=keys.index(old.question) if old is not None else 0,
        format_func=named(keys, lambda key: label.get(key, key)),
        key=f"depends_{tag}",
    )
    if not chosen:
        return replace(question, condition=None)
    if chosen in astray:  # it was moved behind this one: said above the page, mended by moving or choosing
        return question
    same = old if old is not None and old.question == chosen else None
    return replace(question, condition=answer_fields(survey, sources[chosen], same, tag))


def answer_fields(survey: Survey, source: Question, same: Condition | None, tag: str) -> Condition:
    """Which answers to `source` decide; `same` is what was chosen before."""
    if source.kind in CHOICE_KINDS:
        options = [option.key for option in source.offered]
        names = {option.key: label_of(option, [survey.default_language]) for option in source.offered}
        picked = st.multiselect(
            _("Asked of those who chose"),
            options,
            default=[key for key in (same.options if same else ()) if key in options],
            format_func=named(options, names.__getitem__),
            key=f"after_options_{tag}_{source.key}",
        )
        return Condition(source.key, options=tuple(picked))
    low, high = source.scale.low, source.scale.high
    start = (same.low, same.high) if same is not None and low <= same.low <= same.high <= high else (low, high)
    first, last = st.slider(_("Asked of those who gave"), low, high, start, key=f"after_{tag}_{source.key}")
    return Condition(source.key, int(first), int(last))


def place_fields(now: View, question: Question, tag: str) -> Question:
    """Its stage or touchpoint, and what it is about."""
    journey = touchpoints_by_stage(now.store)
    places = ["", *(place for stage, points in journey.items() for place in (stage, *points))]
    stages = set(journey)
    own = question.touchpoint or question.stage or ""
    place = st.selectbox(
        _("Stage or touchpoint"),
        places if own in places else [*places, own],
        index=places.index(own) if own in places else len(places),
        format_func=named([*places, own], lambda one: one or _("where the response belongs")),
        key=f"place_{tag}",
    )
    about = ["", *dict.fromkeys([*RATER, *ELEMENTS])]
    dimension = st.selectbox(
        _("Is about"),
        about,
        index=about.index(question.dimension or ""),
        format_func=named(about, about_name),
        key=f"about_{tag}",
    )
    return replace(
        question,
        stage=place if place in stages else None,
        touchpoint=place if place and place not in stages else None,
        dimension=dimension or None,
    )

"""The survey as it stands in this session: taken from the store, changed piece by piece, saved back as a whole.

Nothing is written before "Save", so a half-finished thought never reaches a respondent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from cjo_core.store.assigning.running import run_rules
from cjo_core.store.database import Store
from cjo_core.store.set_up.studio import save_changes
from cjo_core.survey.paging import check_order
from cjo_core.survey.questions import CHOICE_KINDS, Question, Wording
from cjo_core.survey.surveys import Survey

_DRAFT, _BASE, _TURN = "_studio_draft", "_studio_base", "_studio_turn"


@dataclass(frozen=True)
class Draft:
    """`survey` as it would be saved, `base` as it is stored. Widgets are keyed by `turn`: a new turn forgets what was
    typed into them."""

    survey: Survey
    base: Survey
    turn: int

    @property
    def changed(self) -> bool:
        """Whether there is anything to save."""
        return self.survey != self.base


def draft_of(stored: Survey) -> Draft:
    """The draft of a survey: the one of this session if it is of the same survey as stored now, else a fresh one."""
    base: Survey | None = st.session_state.get(_BASE)
    if base is not None and base.id == stored.id and base.status != stored.status:  # opened or paused meanwhile
        base = st.session_state[_BASE] = replace(base, status=stored.status)
        st.session_state[_DRAFT] = replace(st.session_state[_DRAFT], status=stored.status)
    if base is None or base.id != stored.id or (base != stored and st.session_state[_DRAFT] == base):
        begin(stored)
    turn: int = st.session_state[_TURN]
    return Draft(st.session_state[_DRAFT], st.session_state[_BASE], turn)


def begin(stored: Survey) -> None:
    """Start anew from what is stored."""
    st.session_state[_DRAFT] = st.session_state[_BASE] = stored
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def put(survey: Survey) -> None:
    """Keep a changed draft for the rest of the run and the runs to come."""
    st.session_state[_DRAFT] = survey


def renew(survey: Survey) -> None:
    """The same, where widgets must be drawn anew from it: after moving or adding."""
    put(survey)
    st.session_state[_TURN] += 1
    st.rerun()


def save(store: Store, draft: Draft) -> Survey:
    """Write the draft; raises BadValue with nothing written. Where its respondents become known customers, or
    strangers, the rules of segments and personas reach them, or do so no more."""
    stored = save_changes(store, draft.survey)
    if stored.identified != draft.base.identified:
        run_rules(store, whole=True)
    begin(stored)
    return stored


def with_question(survey: Survey, key: str, changed: Question | None, *, at: int | None = None) -> Survey:
    """The survey with one question (by key) changed, moved to a place among those that are asked, or taken out."""
    asked = [question for question in survey.asked if question.key != key or changed is not None]
    found = [changed if question.key == key and changed is not None else question for question in asked]
    if changed is not None and at is not None:
        found = [question for question in found if question.key != changed.key]
        found.insert(at, changed)
    retired = [question for question in survey.questions if question.retired]
    return replace(survey, questions=(*found, *retired))


def with_new(survey: Survey, new: Question) -> Survey:
    """The survey with one question more, at its end."""
    retired = [question for question in survey.questions if question.retired]
    return replace(survey, questions=(*survey.asked, new, *retired))


def free_key(survey: Survey, kind: str) -> str:
    """A short name no question has."""
    taken = {question.key for question in survey.questions}
    return next(key for key in (kind, *(f"{kind}_{n}" for n in range(2, 999))) if key not in taken)


def faults(survey: Survey) -> list[str]:
    """Why the draft cannot be saved, in words; empty if it can."""
    try:
        check_order(survey)
        if survey.status == "open":
            survey.check_words()
    except ValueError as error:
        return [str(error)]
    return []


def all_languages(survey: Survey) -> list[str]:
    """Every language in which the survey has any words, the default one first."""
    found = [survey.default_language]
    for question in survey.asked:
        found += [*question.wordings, *(code for option in question.options for code in option.labels)]
    return [*dict.fromkeys([*found, *survey.texts])]


def missing(survey: Survey, language: str) -> int:
    """How many words a language lacks."""
    return sum(len(question.lacks(language)) for question in survey.asked)


def reworded(question: Question, language: str, words: Wording) -> Question:
    """The question with other words in one language; empty words take the language away."""
    others = {code: one for code, one in question.wordings.items() if code != language}
    return replace(question, wordings=others | ({language: words} if words != Wording("") else {}))


def depends_on(survey: Survey, key: str) -> list[Question]:
    """The earlier questions that a question may depend on."""
    found: list[Question] = []
    for question in survey.asked:
        if question.key == key:
            break
        if question.scored or question.kind in (*CHOICE_KINDS, "consent"):
            found.append(question)
    return found


def index_of(questions: Sequence[Question], key: str) -> int:
    """Where a question stands."""
    return next(number for number, question in enumerate(questions) if question.key == key)

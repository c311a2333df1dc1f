"""A new survey: from a template or from scratch. It begins as a draft that nobody can answer."""

from __future__ import annotations

import re
import unicodedata

import streamlit as st

from cjo_core import locale
from cjo_core.exchange.templates import TEMPLATES, Template
from cjo_core.locale import _
from cjo_core.store.set_up.surveys import save_survey, titles
from cjo_core.survey.surveys import DEMO_PREFIX, SLUG
from pages.ui.changing import act
from pages.ui.pieces.html import card_title
from pages.ui.session import View
from pages.ui.words import named


def slug_of(title: str, taken: set[str], *, demo: bool) -> str:
    """The end of a link made of a title, in plain letters: "Nach dem Kauf" gives nach-dem-kauf."""
    plain = unicodedata.normalize("NFKD", title.replace("ł", "l").replace("Ł", "L").replace("ß", "ss"))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    base = (DEMO_PREFIX if demo else "") + ("-".join(words)[:40].strip("-") or "survey")
    slug = next(one for one in (base, *(f"{base}-{n}" for n in range(2, 9999))) if one not in taken)
    return slug if SLUG.fullmatch(slug) else "survey"


def show(now: View) -> None:
    """Templates to choose from, a title, and a button."""
    card_title(_("New survey"), _("It begins as a draft: nobody can answer before you open it."))
    by_name = {template.name: template for template in TEMPLATES}

    def label(name: str) -> str:
        return _(by_name[name].title) if name in by_name else _("From scratch")

    names = [*by_name, ""]
    name = st.radio(
        _("Begin with"),
        names,
        format_func=named(names, label),
        captions=[*(_(template.about) for template in TEMPLATES), _("An empty survey.")],
        key="new_survey_template",
    )
    template: Template | None = by_name.get(name or "")
    usual = _(template.title) if template else _("New survey")
    title = st.text_input(_("Title, for your team"), value=usual, key=f"new_survey_title_{name}", max_chars=120) or ""
    if st.button(_("Create the draft"), type="primary", icon=":material/add:", key="new_survey_create"):
        create(now, template, title.strip() or usual)


def create(now: View, template: Template | None, title: str) -> None:
    """Save the draft and open it in the studio."""
    slug = slug_of(title, set(titles(now.store)), demo=now.is_demo)
    draft = (template or EMPTY).survey(slug, title, locale.language())
    act(
        lambda: save_survey(now.store, draft),
        _("The draft “{title}” was created.").format(title=title),
        _studio_survey=slug,
    )


EMPTY = Template("", "", "", ())

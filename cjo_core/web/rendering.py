"""Templates to HTML, in the language spoken now. Words shown to respondents stand in the templates, never here.

Everything is escaped by Jinja; the only ready-made markup is our own style sheet, which every page carries in itself,
so that a page is one request.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from cjo_core.locale import _, speaking
from cjo_core.survey.languages import speaks_right_to_left
from cjo_core.survey.responses import COMMENT_LIMIT
from cjo_core.survey.surveys import Survey
from cjo_core.web import words

_FOLDER = Path(__file__).parent / "templates"


def fill(message: str, **values: object) -> Markup:
    """The message with its {placeholders} filled in, both escaped: `{{ _("Hello {name}")|fill(name=name) }}`."""
    return Markup(escape(message)).format(**values)  # noqa: S704 - escaped here, and the values by format


def _compact(css: str) -> str:
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return "".join(line.strip() for line in bare.splitlines())


#: The one style sheet, as it stands in every page (its hash is in the Content-Security-Policy).
STYLE = _compact((_FOLDER / "style.css").read_text(encoding="utf-8"))

_environment = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_environment.filters["fill"] = fill
_environment.globals.update(_=_, style=Markup(STYLE), comment_limit=COMMENT_LIMIT, stars=words.stars)  # noqa: S704 - our own file


def page(template: str, language: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """The page `template` in `language`, as a response."""
    return HTMLResponse(render(template, language, **values), status_code=status)


def render(template: str, language: str, **values: object) -> str:
    """The page `template` in `language`, as HTML.

    A survey may be worded in a language that our own words do not speak: they are then said in its default one.
    """
    survey = values.get("survey")
    others = [survey.default_language] if isinstance(survey, Survey) else []
    with speaking(language, *others):
        return _environment.get_template(template).render(
            language=language, leftward=speaks_right_to_left(language), **values
        )


def moment(when: datetime, zone: ZoneInfo, language: str) -> str:
    """A moment in the team's zone as the language writes it, with the zone's name.

    >>> from datetime import UTC
    >>> moment(datetime(2026, 12, 1, 8, tzinfo=UTC), ZoneInfo("Europe/Warsaw"), "pl")
    '1 grudnia 2026 09:00 (Europe/Warsaw)'
    """
    from babel import Locale, UnknownLocaleError  # dear to import, and rarely needed
    from babel.dates import format_date, format_time

    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    local = when.astimezone(zone)
    return f"{format_date(local, 'long', locale)} {format_time(local, 'short', locale=locale)} ({zone.key})"

"""A question as HTML and as text for mails: each score a link that only chooses it. Never sends or stores anything.

Tables and inline styles, for Outlook draws mails with Word; no pictures, no scripts, nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from cjo_core.locale import _, speaking
from cjo_core.survey.languages import speaks_right_to_left
from cjo_core.survey.questions import Question
from cjo_core.survey.surveys import Survey

_FONT = "font-family:Arial,Helvetica,sans-serif"
#: The address for a chosen score of a question, or for none.
Links = Callable[[Question | None, int | None], str]


def snippet_html(survey: Survey, language: str, links: Links) -> str:
    """The survey's first question as a table of scores; a button where it has no scores."""
    question = survey.asked[0]
    words = question.words((language, survey.default_language))
    turned = ' dir="rtl"' if speaks_right_to_left(language) else ""
    asked = (
        f'<tr><td style="{_FONT};font-size:18px;line-height:26px;font-weight:bold;color:#111111;padding:0 0 14px 0">'
        f"{escape(words.question)}</td></tr>"
    )
    body = (
        _cells(question, links, words.low_label, words.high_label)
        if question.scored
        else _button(survey, language, links)
    )
    return (
        f'<table role="presentation" lang="{escape(language)}"{turned} width="100%" border="0" cellpadding="0" '
        f'cellspacing="0" style="max-width:560px;border-collapse:collapse">\n{asked}\n{body}\n</table>'
    )


def snippet_text(survey: Survey, language: str, links: Links) -> str:
    """The same without any markup: a line and a link for each score."""
    question = survey.asked[0]
    words = question.words((language, survey.default_language))
    if not question.scored:
        return f"{words.question}\n\n{links(None, None)}"
    ends = {question.scale.low: words.low_label, question.scale.high: words.high_label}
    lines = []
    for score in question.scale.scores:
        label = f" ({ends[score]})" if ends.get(score) else ""
        lines.append(f"{score}{label}: {links(question, score)}")
    return f"{words.question}\n\n" + "\n".join(lines)


def _cells(question: Question, links: Links, low: str, high: str) -> str:
    scores = question.scale.scores
    width = f"{100 / len(scores):.1f}%"
    cells = "\n".join(
        f'<td width="{width}" height="46" align="center" valign="middle" bgcolor="#F4F6F8" '
        f'style="border:1px solid #848D9A;{_FONT};font-size:17px;line-height:46px">'
        f'<a href="{escape(links(question, score))}" style="display:block;color:#1F5FAF;font-weight:bold;'
        f'text-decoration:none">{score}</a></td>'
        for score in scores
    )
    small = f"{_FONT};font-size:13px;line-height:18px;color:#59616E;padding:6px 0 0 0"
    ends = ""
    if low or high:
        half = len(scores) // 2
        ends = (
            f'\n<tr><td colspan="{len(scores) - half}" align="left" valign="top" style="{small}">{escape(low)}</td>'
            f'<td colspan="{half}" align="right" valign="top" style="{small}">{escape(high)}</td></tr>'
        )
    return (
        '<tr><td>\n<table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0" '
        f'style="border-collapse:collapse;table-layout:fixed">\n<tr>\n{cells}\n</tr>{ends}\n</table>\n</td></tr>'
    )


def _button(survey: Survey, language: str, links: Links) -> str:
    with speaking(language, survey.default_language):
        start = _("Start")
    return (
        '<tr><td>\n<table role="presentation" border="0" cellpadding="0" cellspacing="0"><tr>'
        f'<td height="46" align="center" bgcolor="#1F5FAF" style="padding:0 28px;{_FONT};font-size:17px;'
        f'line-height:46px"><a href="{escape(links(None, None))}" style="display:block;color:#FFFFFF;'
        f'font-weight:bold;text-decoration:none">{escape(start)}</a></td></tr></table>\n</td></tr>'
    )

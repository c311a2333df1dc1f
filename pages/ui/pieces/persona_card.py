"""A persona's card: picture or initials, quote, and what is said of them. Every word is escaped; pictures are ours."""

from __future__ import annotations

from base64 import b64encode

from cjo_core.charts.words import listed
from cjo_core.locale import _
from cjo_core.survey.personas import Profile, initials, picture_type
from pages.ui.pieces.html import escape

#: Behind the initials, (light, dark); the letters are written in ink on all of them.
_COLOURS = (
    ("#CFE0F3", "#27405E"),
    ("#F3D3BA", "#573D28"),
    ("#D5E8D4", "#2C4630"),
    ("#E3D9F2", "#40355C"),
    ("#DDE1E6", "#3A424D"),
    ("#F5D5DC", "#56323B"),
)


def avatar_html(name: str, profile: Profile, size: int = 72) -> str:
    """The picture, or the initials on a colour. It decorates: the name always stands beside it."""
    box = f"width:{size}px;height:{size}px;border-radius:50%;flex:none"
    if profile.picture is not None:
        source = f"data:{picture_type(profile.picture)};base64,{b64encode(profile.picture).decode('ascii')}"
        return f'<img src="{source}" alt="" style="{box};object-fit:cover">'
    light, dark = _COLOURS[profile.colour % len(_COLOURS)]
    look = f"{box};display:grid;place-items:center;background:light-dark({light},{dark});font-size:{size * 0.36:.0f}px"
    return f'<span aria-hidden="true" style="{look};font-weight:600;color:var(--ink)">{escape(initials(name))}</span>'


def persona_html(name: str, profile: Profile, line: str = "") -> str:
    """The card: who they are, in a sentence of their own, and what they want."""
    quote = f'<p style="font-size:1.0625rem;margin-top:.3rem">“{escape(profile.quote)}”</p>' if profile.quote else ""
    top = f'<div><h2>{escape(name)}</h2><p class="sub">{escape(line)}</p>{quote}</div>'
    said = [
        (_("Age"), band_name(profile.age_band)),
        (_("Occupation"), profile.occupation),
        (_("Goals"), _list(profile.goals)),
        (_("Challenges"), _list(profile.challenges)),
        (_("Preferred channels"), listed(list(profile.channels)) if profile.channels else ""),
        (_("Buying behaviour"), profile.buying),
    ]
    rows = "".join(
        f"<dt>{escape(label)}</dt><dd>{text if label in (_('Goals'), _('Challenges')) else escape(text)}</dd>"
        for label, text in said
        if text
    )
    facts = f'<dl style="padding:0;margin-left:0">{rows}</dl>' if rows else ""
    box = "display:flex;gap:1rem;align-items:flex-start"
    return f'<div style="{box}">{avatar_html(name, profile)}{top}</div>{facts}'


def _list(lines: tuple[str, ...]) -> str:
    return "<br>".join(escape(line) for line in lines)


def band_name(value: str) -> str:
    """A band of age as people say it."""
    return {"": "", "0-17": _("under 18"), "65+": _("65 and older")}.get(value, value.replace("-", "–"))

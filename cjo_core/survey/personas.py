"""What a persona is like, in a team's words: a made-up customer who stands for many. Never a real person's data."""

from __future__ import annotations

from dataclasses import dataclass, fields

from cjo_core.errors import BadValue
from cjo_core.locale import _
from cjo_core.survey.rules import AGE_BANDS

#: Characters of a field; lines of a list.
LONGEST, MOST_LINES = 400, 12
#: Bytes of a picture: a portrait of 400 × 400 pixels needs a tenth of it.
LARGEST = 400_000
#: How many colours there are for initials.
COLOURS = 6
_SIGNS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@dataclass(frozen=True)
class Profile:
    """A persona's card. Empty is "not said"; goals, challenges and channels hold one thing each."""

    age_band: str = ""
    occupation: str = ""
    goals: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    buying: str = ""
    quote: str = ""
    colour: int = 0
    picture: bytes | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str):
                object.__setattr__(self, field.name, _line(value))
            elif isinstance(value, (tuple, list)):
                object.__setattr__(self, field.name, _lines(value))
        if self.age_band and self.age_band not in AGE_BANDS:
            words = _("the age band “{value}” is unknown; possible are {possible}")
            raise BadValue(words.format(value=self.age_band[:40], possible=", ".join(AGE_BANDS)))
        if not 0 <= self.colour < COLOURS:
            raise BadValue(f"colour {self.colour} does not exist; possible are 0 to {COLOURS - 1}")
        if self.picture is not None:
            picture_type(self.picture)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been said yet."""
        return self == Profile(colour=self.colour)


def picture_type(content: bytes) -> str:
    """The type of a picture by its first bytes, whatever its name says; raises BadValue for anything but a small PNG or
    JPEG."""
    if len(content) > LARGEST:
        words = _("the picture has {size} KB; at most {most} KB are allowed")
        raise BadValue(words.format(size=-(-len(content) // 1000), most=LARGEST // 1000))
    for sign, kind in _SIGNS.items():
        if content.startswith(sign) and len(content) > len(sign):
            return kind
    raise BadValue(_("the picture is neither PNG nor JPEG; only these two are allowed"))


def initials(name: str) -> str:
    """One or two letters that stand for a name.

    >>> initials("Careful researcher"), initials("Łucja"), initials("价格敏感型")
    ('CR', 'Ł', '价')
    """
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    first, last = words[0][0], words[-1][0] if len(words) > 1 else ""
    return (first + last).upper()


def _line(text: str) -> str:
    line = " ".join(text.split())
    if len(line) > LONGEST:
        words = _("“{text}…” has {count} characters; at most {limit} are allowed")
        raise BadValue(words.format(text=line[:40], count=len(line), limit=LONGEST))
    return line


def _lines(given: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    found = tuple(line for one in given if (line := _line(one)))
    if len(found) > MOST_LINES:
        words = _("a list has {count} lines; at most {limit} are allowed")
        raise BadValue(words.format(count=len(found), limit=MOST_LINES))
    return found

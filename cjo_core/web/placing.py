"""The hidden fields of a link (stage … customer), checked. Never lets a name through that nobody has set up."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from cjo_core.locale import N_
from cjo_core.store.database import Store
from cjo_core.store.set_up.audience import NAME_LIMIT, known_place
from cjo_core.survey.places import Place
from cjo_core.survey.surveys import Survey
from cjo_core.web.links import HIDDEN_FIELDS, PLACE_PARAMETERS

#: The longest pseudonymous id of a customer.
CUSTOMER_LIMIT = 120
#: The field that carries the code of an invitation.
INVITATION = "i"
#: The door of answers from a kiosk; the field `door` says so where its survey has several pages, beside its pass.
KIOSK, PERMIT = "kiosk", "pass"
#: What the fields are called on the page that refuses them.
LABELS = {
    "stage": N_("Stage"),
    "touchpoint": N_("Touchpoint"),
    "segment": N_("Segment"),
    "persona": N_("Persona"),
    "channel": N_("Channel"),
    "customer": N_("Customer"),
}


@dataclass(frozen=True)
class Placed:
    """Where an answer will belong, whose it is, and which fields of the link are not known. `invitation` is the code of
    the link that says all this; "" for any other link. `permit`: the pass of the kiosk that sends it, or what was given
    as one."""

    place: Place
    respondent: str | None
    unknown: Mapping[str, str]
    invitation: str = ""
    permit: str = ""

    @property
    def hidden(self) -> dict[str, str]:
        """The fields as they travel with the form: known names only, in the team's spelling. An invitation says them
        by itself."""
        if self.invitation:
            return {INVITATION: self.invitation}
        names = {name: value for name, value in self.place.names().items() if name in PLACE_PARAMETERS}
        whose = {"customer": self.respondent} if self.respondent else {}
        return names | whose | ({"door": KIOSK, PERMIT: self.permit} if self.permit else {})


def placed_by(store: Store, given: Mapping[str, str], language: str) -> Placed:
    """Read the hidden fields in `given`; the place's language is that of the page."""
    texts = {name: text for name in HIDDEN_FIELDS if (text := given.get(name, "").strip())}
    odd = {name: text for name, text in texts.items() if not _one_plain_line(text, _limit(name))}
    names = {name: texts[name] for name in PLACE_PARAMETERS if name in texts and name not in odd}
    place, unknown = known_place(store, Place(**names, language=language))
    wrong = {name: odd.get(name, unknown.get(name, "")) for name in HIDDEN_FIELDS if name in odd or name in unknown}
    respondent = texts.get("customer") if "customer" not in odd else None
    return Placed(place, respondent, wrong, permit=given.get(PERMIT, "") if given.get("door") == KIOSK else "")


def refuses(survey: Survey, placed: Placed) -> bool:
    """Whether the survey takes no answer from such a link."""
    return survey.unknown_values == "refuse" and bool(placed.unknown)


def _limit(name: str) -> int:
    return CUSTOMER_LIMIT if name == "customer" else NAME_LIMIT


def _one_plain_line(text: str, limit: int) -> bool:
    return len(text) <= limit and not any(unicodedata.category(c) in ("Cc", "Cs") for c in text)

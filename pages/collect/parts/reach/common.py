"""What the ways to reach people share: the address of links, the words for states. Never stores anything."""

from __future__ import annotations

from cjo_core.locale import _
from cjo_core.survey.surveys import Survey
from cjo_core.web.links import survey_url
from pages.ui import address
from pages.ui.session import View


def link_of(now: View, survey: Survey, **fields: str | int | None) -> str:
    """The public link of a survey."""
    return survey_url(address.public_url(now.store), survey.slug, **fields)


def state_name(state: str) -> str:
    """How far an invitation has come, as people say it."""
    return {
        "waiting": _("not sent yet"),
        "sent": _("sent"),
        "reminded": _("reminded"),
        "uncertain": _("perhaps sent"),
        "expired": _("expired"),
        "begun": _("begun"),
        "bounced": _("bounced"),
        "unsubscribed": _("unsubscribed"),
        "revoked": _("revoked"),
        "answered": _("answered"),
    }[state]

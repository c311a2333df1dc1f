"""What the ways to reach people share: the address of links, the words for states. Never stores anything."""

from __future__ import annotations

from cjo_core.locale import _
from cjo_core.store.settings import setting
from cjo_core.survey.surveys import Survey
from cjo_core.web.links import survey_url
from pages.ui import address
from pages.ui.session import View


def base_of(now: View) -> str:
    """The address under which people reach us: the one that was set, else the one this page was reached by."""
    return setting(now.store, "public_address") or address.base_url()


def link_of(now: View, survey: Survey, **fields: str | int | None) -> str:
    """The public link of a survey."""
    return survey_url(base_of(now), survey.slug, **fields)


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

"""Which survey a visitor sees, and in which language. Never shows and never stores anything.

Surveys change rarely and are read with every request, so each is remembered under the version of what is set up: a
request asks for the version only, and any change, by whatever program, is seen by the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from starlette.requests import Request

from cjo_core.errors import NotFound, StoreError
from cjo_core.locale import accepted, best, spoken_for
from cjo_core.store.database import DEMO, REAL, Store
from cjo_core.store.set_up.settings import setting, settings, setup_version, team_zone
from cjo_core.store.set_up.surveys import survey as find_survey
from cjo_core.survey.paging import Page, pages
from cjo_core.survey.surveys import DEMO_PREFIX, SLUG, Survey, Texts
from cjo_core.survey.suspicion import MINIMUM_SECONDS
from cjo_core.web.guards.visitors import RATE_LIMIT, Visitors

#: The setting that names the websites which may show the forms inside theirs, parted by spaces.
EMBED_SITES = "embed_sites"
#: The setting of the moment before which no kiosk that runs was started: the team stopped all.
KIOSKS_STOPPED_AT = "kiosks_stopped_at"


@dataclass(frozen=True)
class Door:
    """What the pages need from the server: the stores that are open now (real first, then demo), the kinds of those
    that were open and are gone, and the time."""

    stores: Callable[[], list[Store]]
    gone: Callable[[], list[str]] = list
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    visitors: Visitors = field(default_factory=Visitors)


@dataclass(frozen=True)
class Known:
    """A survey and what is said and signed around it, as set up now."""

    survey: Survey
    pages: tuple[Page, ...]
    languages: tuple[str, ...]
    organisation: str
    secret: str
    zone: ZoneInfo
    #: How soon after it was opened a form was not read, in seconds; how many submissions a network may send a minute.
    minimum_seconds: float = MINIMUM_SECONDS
    rate_limit: int = RATE_LIMIT
    sites: tuple[str, ...] = ()
    #: Kiosks that were started before this moment were stopped; "" if none was.
    kiosks_stopped_at: str = ""


@dataclass(frozen=True)
class Visit:
    """A survey as one visitor sees it."""

    store: Store
    known: Known
    language: str
    now: datetime

    @property
    def survey(self) -> Survey:
        return self.known.survey

    @property
    def standing(self) -> str:
        """Whether it takes answers now ("open"), or why not."""
        return self.survey.standing(self.now)

    @property
    def demo(self) -> bool:
        return self.store.kind == DEMO

    @property
    def several(self) -> bool:
        """Whether the survey has more than one page."""
        return len(self.known.pages) > 1

    @property
    def says(self) -> Texts:
        return self.survey.says(self.language)

    @property
    def title(self) -> str:
        return self.says.title or self.survey.title

    @property
    def who(self) -> str:
        """Who is asking: the organisation, else the survey's own title."""
        return self.known.organisation or self.title


def visit_of(door: Door, request: Request, asked: str) -> Visit:
    """The survey behind the address, in the language asked for, else the browser's; NotFound for drafts too."""
    slug = str(request.path_params["slug"]).lower()  # typed from a poster, capitals and all
    demo = slug.startswith(DEMO_PREFIX)
    store = next((one for one in door.stores() if (one.kind == DEMO) == demo), None)
    if store is None and (DEMO if demo else REAL) in door.gone():
        raise StoreError("the store of this survey is gone")
    if store is None or not SLUG.fullmatch(slug):
        raise NotFound("there is no such survey")
    return visit_to(door, request, store, slug, [asked])


def visit_to(
    door: Door, request: Request, store: Store, slug: str, asked: Iterable[str], *, whatever: bool = False
) -> Visit:
    """A survey of a store, in the first language `asked` for that it has, else the browser's; NotFound for drafts too,
    unless it is no matter (`whatever`) where the survey stands."""
    known = known_survey(store, slug)
    survey = known.survey
    if not whatever and (survey.status == "draft" or not known.languages):
        raise NotFound("there is no such survey yet")
    wanted = [*asked, *accepted(request.headers.get("accept-language", ""))]
    languages = known.languages or (survey.default_language,)
    return Visit(store, known, best(wanted, languages, languages[0]), door.now())


def known_survey(store: Store, slug: str) -> Known:
    """The survey called `slug` as it is set up now; raises NotFound."""
    with store.reading() as connection:
        version = setup_version(connection)
    return _read(store, slug, version)


@lru_cache(maxsize=256)
def _read(store: Store, slug: str, _version: int) -> Known:
    survey = find_survey(store, slug)
    with store.reading() as connection:
        zone = team_zone(connection)
    own = settings(store)
    return Known(
        survey,
        pages(survey),
        survey.languages,
        own.get("organisation", ""),
        setting(store, "secret"),
        zone,
        float(own.get("minimum_seconds") or MINIMUM_SECONDS),
        int(own.get("rate_limit") or RATE_LIMIT),
        sites=tuple(own.get(EMBED_SITES, "").split()),
        kiosks_stopped_at=own.get(KIOSKS_STOPPED_AT, ""),
    )


def visitor_language(request: Request, given: Mapping[str, str] | None = None) -> str:
    """The language to speak on a page that belongs to no survey."""
    asked = (request.query_params if given is None else given).get("lang", "")
    return spoken_for(asked, *accepted(request.headers.get("accept-language", "")))

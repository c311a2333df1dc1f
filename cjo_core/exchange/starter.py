"""What a new store begins with: three surveys to put in front of customers at once, and a first journey.

Never touches a store that exists. The surveys' words are content of the store, which a team then edits, not words of
the interface.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cjo_core.errors import BadValue, StoreError
from cjo_core.locale import N_, _
from cjo_core.store.database import Store, create_store, demo_path, remove_files
from cjo_core.store.set_up.audience import add_names, check_name
from cjo_core.store.set_up.settings import save_setting, save_time_zone
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey import periods
from cjo_core.survey.surveys import Question, Survey, Wording

#: Three published models of a journey, by the names the command line knows them by. The page that sets up journeys
#: offers them in the reader's language.
JOURNEYS = {
    "loyalty": (N_("Awareness"), N_("Consideration"), N_("Purchase"), N_("Use"), N_("Loyalty")),
    "advocacy": (
        N_("Motive"),
        N_("Search"),
        N_("Choice"),
        N_("Purchase"),
        N_("Use"),
        N_("After-sales"),
        N_("Advocacy"),
    ),
    "support": (N_("Awareness"), N_("Consideration"), N_("Purchase"), N_("Retention"), N_("Support"), N_("Advocacy")),
}

#: Every kind of question in the three languages, neutral enough for any team to start with.
WORDINGS: dict[str, dict[str, Wording]] = {
    "nps": {
        "en": Wording(
            "How likely are you to recommend us to a friend or colleague?",
            "Not at all likely",
            "Extremely likely",
            "What is the main reason for your score?",
        ),
        "zh": Wording("您有多大可能向朋友或同事推荐我们？", "完全不可能", "非常可能", "您打这个分数的主要原因是什么？"),
        "pl": Wording(
            "Jak prawdopodobne jest, że polecisz nas znajomym lub współpracownikom?",
            "Zupełnie nieprawdopodobne",
            "Bardzo prawdopodobne",
            "Jaki jest główny powód Twojej oceny?",
        ),
    },
    "csat": {
        "en": Wording(
            "How satisfied are you with your experience?",
            "Very dissatisfied",
            "Very satisfied",
            "What could we do better?",
        ),
        "zh": Wording("您对这次体验满意吗？", "非常不满意", "非常满意", "我们哪里可以做得更好？"),
        "pl": Wording(
            "Jak oceniasz swoje zadowolenie z obsługi?",
            "Bardzo niezadowolony(-a)",
            "Bardzo zadowolony(-a)",
            "Co możemy poprawić?",
        ),
    },
    "ces": {
        "en": Wording(
            "How far do you agree: “The company made it easy for me to get done what I wanted”?",
            "Strongly disagree",
            "Strongly agree",
            "What made it easy or hard?",
        ),
        "zh": Wording(
            "您是否同意：“这家公司让我轻松办成了想办的事”？", "非常不同意", "非常同意", "哪些地方让您觉得轻松或费力？"
        ),
        "pl": Wording(
            "Na ile zgadzasz się ze zdaniem: „Firma ułatwiła mi załatwienie sprawy”?",
            "Zdecydowanie się nie zgadzam",
            "Zdecydowanie się zgadzam",
            "Co było łatwe, a co trudne?",
        ),
    },
    "ces1": {
        "en": Wording(
            "How much effort did you personally have to put into getting this done?",
            "Very little effort",
            "Very much effort",
            "What took the effort?",
        ),
        "zh": Wording("为办成这件事，您个人花了多大力气？", "非常小", "非常大", "哪些地方费力？"),
        "pl": Wording(
            "Ile wysiłku kosztowało Cię załatwienie tej sprawy?",
            "Bardzo mało wysiłku",
            "Bardzo dużo wysiłku",
            "Co wymagało wysiłku?",
        ),
    },
}

#: Slug, title and kind of the surveys a store starts with.
STARTERS = (
    ("recommend", "Recommendation", "nps"),
    ("satisfaction", "Satisfaction", "csat"),
    ("effort", "Effort", "ces"),
)


def starter_question(kind: str) -> Question:
    """A question of a kind with words in every language."""
    return Question(kind, WORDINGS[kind])


def make_store(
    path: Path | str,
    *,
    time_zone: str = "UTC",
    organisation: str = "",
    stages: Sequence[str] = JOURNEYS["loyalty"],
) -> Store:
    """Make a new store of real answers at `path`, ready to collect; raises StoreError if something is there already.

    If anything fails on the way, there is no file afterwards.
    """
    path = Path(path)
    if path.name.casefold() == demo_path().name:
        words = _("“{name}” is the name of the demo data; real answers need a file of another name")
        raise StoreError(words.format(name=path.name))
    periods.time_zone(time_zone)
    names = [check_name(name) for name in stages]  # whatever is wrong is found before there is a file
    if len({name.casefold() for name in names}) < len(names):
        raise BadValue(_("two stages have the same name"))
    owner = check_name(organisation) if organisation.strip() else ""
    store = create_store(path)
    try:
        _fill(store, time_zone, owner, names)
    except BaseException:  # Ctrl+C too: half a store could neither be used nor made again
        store.close()
        remove_files(path)
        raise
    return store


def _fill(store: Store, time_zone: str, organisation: str, stages: Sequence[str]) -> None:
    if time_zone != "UTC":
        save_time_zone(store, time_zone)
    if organisation:
        save_setting(store, "organisation", organisation)
    add_names(store, "stage", stages)
    for slug, title, question in STARTERS:
        # people are asked again and again whether they recommend us: each counts once
        save_survey(store, Survey(slug, title, (starter_question(question),), latest_only=question == "nps"))


def read_stages(raw: str) -> tuple[str, ...]:
    """The stages in “A, B, C”, or those of a journey by its name.

    >>> read_stages("support")[-2:], read_stages("Find, Buy,Use")
    (('Support', 'Advocacy'), ('Find', 'Buy', 'Use'))
    """
    if raw.strip().lower() in JOURNEYS:
        return JOURNEYS[raw.strip().lower()]
    found = tuple(name.strip() for name in raw.split(",") if name.strip())
    if not found:
        raise BadValue(f"no stages in “{raw[:40]}”; write “A, B, C” or one of {', '.join(JOURNEYS)}")
    return found

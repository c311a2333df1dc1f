"""Comments composed from hand-written sentences. Never the same sentence again before its pile is used up.

A comment is one first sentence (about the touchpoint, about the plot, or a general one) and sometimes a second. Band,
topic and language decide which piles it comes from, so it always fits the score, the place and the person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from cjo_core.exchange.demo import comments_en, comments_pl, comments_zh
from cjo_core.exchange.demo.story import PURCHASE, RECOMMEND, SUPPORT

#: The lowest score of the bands "mid" and "high", per survey.
BANDS = {RECOMMEND: (7, 9), PURCHASE: (3, 4), SUPPORT: (4, 6)}

#: Where people write about a part of the plot; the rest of its stage only feels it.
PLOT_TOUCHPOINTS = {
    "launch": ("Service portal", "Support chat", "Hotline", "Returns"),
    "news": ("Order tracking", "Delivery"),
}
ABOUT_THE_PLOT = 0.65
GENERAL = 0.22
SECOND_SENTENCE = 0.32
LINE_BREAK = 0.05
EMOJI = 0.03
SPECIAL = 0.008
LONG = 0.02
_EMOJI = {"low": "😡", "mid": "😐", "high": "😊"}
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Phrases:
    """The sentences of one language; `space` is what stands between two of them."""

    words: Mapping[str, Sequence[str]]
    first: Mapping[str, Mapping[str, Sequence[str]]]
    more: Mapping[str, Sequence[str]]
    special: Mapping[str, Sequence[str]]
    long: str
    space: str = " "


PHRASES = {
    "en": Phrases(comments_en.WORDS, comments_en.FIRST, comments_en.MORE, comments_en.SPECIAL, comments_en.LONG),
    "pl": Phrases(comments_pl.WORDS, comments_pl.FIRST, comments_pl.MORE, comments_pl.SPECIAL, comments_pl.LONG),
    "zh": Phrases(comments_zh.WORDS, comments_zh.FIRST, comments_zh.MORE, comments_zh.SPECIAL, comments_zh.LONG, ""),
}


def band_of(survey: str, score: int) -> str:
    """How content a score is: low, mid or high."""
    mid, high = BANDS[survey]
    return "low" if score < mid else "mid" if score < high else "high"


@dataclass
class Writer:
    """Writes comments; keeps the piles of sentences not used yet."""

    rng: Random
    piles: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)

    def comment(self, language: str, band: str, touchpoint: str, theme: str | None) -> str:
        """One comment that fits; `theme` names the part of the plot the person lives through, if any."""
        phrases, rng = PHRASES[language], self.rng
        if rng.random() < SPECIAL:
            return self._draw(language, band, "special", phrases.special[band])
        if band == "low" and touchpoint == "Delivery" and rng.random() < LONG:
            return phrases.long
        topic = touchpoint
        if theme and touchpoint in PLOT_TOUCHPOINTS[theme] and band != "high" and rng.random() < ABOUT_THE_PLOT:
            topic = theme
        elif rng.random() < GENERAL:
            topic = "general"
        first = self._draw(language, band, topic, phrases.first[band][topic])
        text = _SLOT.sub(lambda slot: rng.choice(phrases.words[slot[1]]), first)
        if rng.random() < SECOND_SENTENCE:
            between = "\n" if rng.random() < LINE_BREAK else phrases.space
            text += between + self._draw(language, band, "more", phrases.more[band])
        return f"{text} {_EMOJI[band]}" if rng.random() < EMOJI else text

    def _draw(self, language: str, band: str, topic: str, sentences: Sequence[str]) -> str:
        pile = self.piles.setdefault((language, band, topic), [])
        if not pile:
            pile.extend(sentences)
            self.rng.shuffle(pile)
        return pile.pop()

"""Scores written as words: “Very satisfied” for 5. Never guesses: the words of a column are read only if all of them
stand on one ladder, and on no other that would give other scores.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cjo_core.exchange.reading.scores import is_blank

#: From the worst to the best, as survey tools offer them; “|” stands between words for the same rung.
_CSAT = """
very dissatisfied, dissatisfied, neither satisfied nor dissatisfied|neutral|neither, satisfied, very satisfied
very dissatisfied, somewhat dissatisfied, neither satisfied nor dissatisfied|neutral|neither, somewhat satisfied, \
very satisfied
extremely dissatisfied, somewhat dissatisfied, neither satisfied nor dissatisfied|neutral, somewhat satisfied, \
extremely satisfied
very unsatisfied, unsatisfied, neutral, satisfied, very satisfied
very poor, poor, fair|average|ok, good, very good
very poor, poor, fair|average|ok, good, excellent
poor, fair, good, very good, excellent
非常不满意|很不满意, 不满意, 一般|中立, 满意, 非常满意|很满意
非常不满意|很不满意, 比较不满意|不太满意, 一般|中立, 比较满意, 非常满意|很满意
bardzo niezadowolony|bardzo niezadowolona, niezadowolony|niezadowolona, neutralny|neutralna|ani zadowolony ani \
niezadowolony, zadowolony|zadowolona, bardzo zadowolony|bardzo zadowolona
bardzo niezadowolony|bardzo niezadowolona, raczej niezadowolony|raczej niezadowolona, neutralny|neutralna|ani \
zadowolony ani niezadowolony, raczej zadowolony|raczej zadowolona, bardzo zadowolony|bardzo zadowolona
"""
_CES = """
strongly disagree, disagree, somewhat disagree|slightly disagree, neither agree nor disagree|neutral|undecided, \
somewhat agree|slightly agree, agree, strongly agree
very difficult, difficult, somewhat difficult|slightly difficult, neither easy nor difficult|neither difficult nor \
easy|neutral, somewhat easy|slightly easy, easy, very easy
extremely difficult, moderately difficult, slightly difficult, neither easy nor difficult|neutral, slightly easy, \
moderately easy, extremely easy
非常不同意, 不同意, 有点不同意|比较不同意, 中立|一般, 有点同意|比较同意, 同意, 非常同意
非常困难, 困难, 有点困难|比较困难, 一般|中立, 有点容易|比较容易, 容易, 非常容易
zdecydowanie się nie zgadzam, nie zgadzam się, raczej się nie zgadzam, ani się zgadzam ani nie zgadzam|trudno \
powiedzieć, raczej się zgadzam, zgadzam się, zdecydowanie się zgadzam
bardzo trudno, trudno, raczej trudno, ani łatwo ani trudno, raczej łatwo, łatwo, bardzo łatwo
"""
#: "I cannot say", which is no score.
_CANNOT_SAY = frozenset(
    {"not applicable", "no answer", "no opinion", "don't know", "i don't know", "prefer not to say"}
    | {"不适用", "不知道", "说不清", "nie dotyczy", "nie wiem", "brak odpowiedzi"}
)
#: “10 - Extremely likely”, “5 (very satisfied)”; not “5-May”, which is what spreadsheets make of ranges.
_NUMBERED = re.compile(r"(\d{1,2})(?:\s+[-–—]\s+|\s*[=:(（]\s*)[^\W\d].*", re.DOTALL)


def _ladders(text: str) -> tuple[dict[str, int], ...]:
    lines = text.replace("\\\n", "").strip().splitlines()
    return tuple(
        {word.strip(): score for score, rung in enumerate(line.split(","), 1) for word in rung.split("|")}
        for line in lines
    )


_LADDERS = {"csat": _ladders(_CSAT), "ces": _ladders(_CES)}


def plain(cell: str) -> str:
    """The words of a cell as ladders have them: small letters, straight apostrophes, no comma, single blanks."""
    return " ".join(cell.replace("’", "'").replace(",", " ").casefold().split())


def cannot_say(cell: str) -> bool:
    """Whether a cell declines to give a score.

    >>> cannot_say("Not applicable"), cannot_say("fair")
    (True, False)
    """
    return plain(cell) in _CANNOT_SAY


def number_of(cell: str) -> str | None:
    """The number in front of its meaning, as tools label the ends of a scale.

    >>> number_of("10 - Extremely likely"), number_of("0 – Not at all"), number_of("5-May"), number_of("9")
    ('10', '0', None, None)
    """
    match = _NUMBERED.fullmatch(cell.strip())
    return None if match is None else match[1]


def words_of(kind: str, cells: Iterable[str]) -> dict[str, int]:
    """The score of each word in a column, by its plain form; empty if they are on no ladder, or it is not certain on
    which. A ladder of seven needs a word that one of five has not, or agreement on five steps would be read as on
    seven.

    >>> words_of("csat", ["Very satisfied", "Dissatisfied", "4", ""])
    {'very satisfied': 5, 'dissatisfied': 2}
    >>> words_of("ces", ["Agree", "Strongly agree", "Neutral"])
    {}
    >>> words_of("csat", ["Good", "Very good"])  # 4 and 5, or 3 and 4?
    {}
    """
    found = {
        plain(cell)
        for cell in set(cells)
        if not is_blank(cell) and not cannot_say(cell) and number_of(cell) is None and not cell.strip()[0].isdigit()
    }
    if not found:
        return {}
    read = []
    for ladder in _LADDERS.get(kind, ()):
        if found <= ladder.keys():
            scores = {word: ladder[word] for word in sorted(found, key=lambda word: -ladder[word])}
            if kind != "ces" or {3, 5} & set(scores.values()):
                read.append(scores)
    return read[0] if read and all(one == read[0] for one in read) else {}

"""Base rules: what may be shown at which n. The same everywhere: pages, exports, command line.

    none     nobody answered: "no score", never 0
    hidden   a small group, or one that would give a small group away (which ones: `metrics.privacy.protection`)
    few      under 30: the value is greyed, with n and the distribution; no verdict, no colour, no rank
    low      30 to 59: shown as "low base"
    ok       60 and more

Source: the US NCHS/NHHCS presentation rules (30 and 60). Never computes a metric, and never decides what is hidden.
"""

from __future__ import annotations

from collections.abc import Iterable

NONE, HIDDEN, FEW, LOW, OK = "none", "hidden", "few", "low", "ok"
JUDGED = (LOW, OK)
FEW_BELOW, LOW_BELOW = 30, 60


def base_of(n: float) -> str:
    """The base of n answers (the effective n when they are weighted).

    >>> [base_of(n) for n in (0, 1, 29, 30, 59, 60)]
    ['none', 'few', 'few', 'low', 'low', 'ok']
    """
    if n <= 0:
        return NONE
    return FEW if n < FEW_BELOW else LOW if n < LOW_BELOW else OK


def bases(n: Iterable[float], hidden: Iterable[bool]) -> list[str]:
    """The base of each group of a view, given which of them must be hidden.

    >>> bases([3, 40, 0], [True, True, False])
    ['hidden', 'hidden', 'none']
    """
    return [HIDDEN if flag else base_of(float(one)) for one, flag in zip(n, hidden, strict=True)]

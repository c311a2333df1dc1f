"""Who answered out of whom was asked: the six AAPOR response rates, and what non-response can do to a mean.

Rates are in per cent. It never guesses who is eligible without saying so, and cannot know what the silent people think.
For e-mail and web surveys: I completes, P partials, NC and UO delivered and silent, NE bounced; show RR2 and say so.

References
----------
.. [1] American Association for Public Opinion Research. Standard Definitions: Final Dispositions of Case Codes and
   Outcome Rates for Surveys.
.. [2] Groves, R. M., Couper, M. P. (1998). Nonresponse in Household Interview Surveys. Wiley.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.estimates import Estimate
from cjo_core.metrics.formulas.shares import share


@dataclass(frozen=True)
class Outcomes:
    """What became of everybody who was asked; AAPOR's letter behind each."""

    complete: float = 0  # I
    partial: float = 0  # P
    refused: float = 0  # R
    not_reached: float = 0  # NC
    other: float = 0  # O, eligible but no interview
    unknown_address: float = 0  # UH, not known whether anybody eligible lives there
    unknown_person: float = 0  # UO, not known whether the person is eligible
    not_eligible: float = 0  # NE

    def __post_init__(self) -> None:
        if any(not math.isfinite(part) or part < 0 for part in astuple(self)):
            raise BadValue(f"outcomes are {astuple(self)}; every count must be finite and 0 or more")


@dataclass(frozen=True)
class ResponseRates:
    """AAPOR response rates 1 to 6 in per cent (NaN when nobody was asked), and the eligible share of the unknown."""

    rr1: float
    rr2: float
    rr3: float
    rr4: float
    rr5: float
    rr6: float
    eligible: float


def response_rates(outcomes: Outcomes, *, eligible: float | None = None) -> ResponseRates:
    """The six rates.

    Parameters
    ----------
    outcomes : Outcomes
        How many cases ended in which way.
    eligible : float, optional
        e, the share (0..1) of the unknown cases taken to be eligible. Left out, it is the share found among the known
        cases (the proportional, or CASRO, reading).

    Returns
    -------
    ResponseRates
        RR1 = I / ((I + P) + (R + NC + O) + (UH + UO)), the lowest; RR3 counts e (UH + UO) only; RR5 none of the
        unknown; the even ones count partial answers as answers.

    >>> rates = response_rates(Outcomes(5, 3, 2, 1, 2, 1, 1, 1), eligible=0.5)
    >>> round(rates.rr1, 2), round(rates.rr2, 2), round(rates.rr3, 2), round(rates.rr6, 2)
    (33.33, 53.33, 35.71, 61.54)
    """
    answered = outcomes.complete + outcomes.partial
    known = answered + outcomes.refused + outcomes.not_reached + outcomes.other
    unknown = outcomes.unknown_address + outcomes.unknown_person
    if eligible is None:
        eligible = known / (known + outcomes.not_eligible) if known else 1.0
    if not 0 <= eligible <= 1:
        raise BadValue(f"the eligible share of the unknown is {eligible}; it must lie between 0 and 1")
    pairs = [
        (_per_cent(outcomes.complete, base), _per_cent(answered, base))
        for base in (known + unknown, known + eligible * unknown, known)
    ]
    (rr1, rr2), (rr3, rr4), (rr5, rr6) = pairs
    return ResponseRates(rr1, rr2, rr3, rr4, rr5, rr6, eligible)


def response_rate(outcomes: Outcomes) -> Estimate:
    """RR2 with its interval: (I + P) / ((I + P) + (R + NC + O) + (UH + UO)), in per cent.

    The one rate shown where invitations are known: completes and partials over all that was delivered. The interval
    (Wilson) says how far another wave to such people may lie from it.

    >>> found = response_rate(Outcomes(complete=40, partial=10, not_reached=50, not_eligible=7))
    >>> [round(float(x), 1) for x in (found.value, found.low, found.high, found.n)]
    [50.0, 40.4, 59.6, 100.0]
    """
    answered = outcomes.complete + outcomes.partial
    return share(answered, math.fsum(astuple(outcomes)) - outcomes.not_eligible)


def nonresponse_bias(response_rate: float, mean_respondents: float, mean_nonrespondents: float) -> float:
    """How far the mean of those who answered lies above the mean of all: (1 - RR) (mean answered - mean silent).

    The rate is in per cent. The mean of the silent is never in the survey itself; it must come from elsewhere.

    >>> nonresponse_bias(40, 50, 30)
    12.0
    """
    if not 0 <= response_rate <= 100:
        raise BadValue(f"the response rate is {response_rate}; it must lie between 0 and 100 per cent")
    return (100 - response_rate) / 100 * (mean_respondents - mean_nonrespondents)


def _per_cent(part: float, whole: float) -> float:
    return 100 * part / whole if whole else math.nan

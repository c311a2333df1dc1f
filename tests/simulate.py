"""Coverage shown, not claimed: how often intervals hold the truth, tests cry wolf, and the first screen raises a false
alarm.

    python -m tests.simulate            six to ten minutes
    python -m tests.simulate --quick    a smaller version, some seconds

Everything goes through the program's own functions. Where all samples can be listed the figures are exact; elsewhere
they come from seeded random numbers. Prints tables; writes nothing.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

if __name__ == "__main__" and __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).parents[1]))

from cjo_core.insight.control import BASELINE, SHOWN, control_weeks
from cjo_core.insight.effect import effect
from cjo_core.insight.pain_points import pain_points
from cjo_core.insight.this_week import BEFORE, week_report
from cjo_core.metrics.cells import PLACE_SHIFT, QUESTION_SHIFT, WEEK_SHIFT, AskedQuestion, Cells
from cjo_core.metrics.changes.differences import mean_difference, nps_difference_of, share_difference
from cjo_core.metrics.changes.verdicts import DOWN, UP
from cjo_core.metrics.counts.folding import packed
from cjo_core.metrics.formulas.means import mean
from cjo_core.metrics.formulas.nps import Bands, nps_from_bands
from cjo_core.metrics.formulas.shares import share
from cjo_core.survey.actions import Figures
from cjo_core.survey.filters import EVERYTHING
from cjo_core.survey.periods import add_weeks
from cjo_core.survey.scales import SCALES

Floats = NDArray[np.float64]
SEED = 20261121
SIZES = (5, 10, 20, 30, 50, 100, 200, 500, 1000)
#: All mixes of promoters, passives and detractors in steps of 5 %, each at least 5 %: 171 of them.
MIXES = [(p / 20, (20 - p - d) / 20, d / 20) for p in range(1, 19) for d in range(1, 20 - p)]
#: Eight that survey teams meet.
USUAL = [(0.5, 0.3, 0.2), (0.6, 0.25, 0.15), (0.4, 0.35, 0.25), (0.3, 0.3, 0.4)]
USUAL += [(0.7, 0.2, 0.1), (0.2, 0.3, 0.5), (0.85, 0.1, 0.05), (0.33, 0.34, 0.33)]
SHARES = [p / 20 for p in range(1, 20)]
#: Scores 1 to 7: agreeing, spread out, two camps, all but perfect, bell-shaped.
CES = [
    (0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.3),
    (1 / 7,) * 7,
    (0.3, 0.1, 0.05, 0.1, 0.05, 0.1, 0.3),
    (0, 0, 0.01, 0.02, 0.05, 0.12, 0.8),
    (0.02, 0.08, 0.2, 0.4, 0.2, 0.08, 0.02),
]
Row = tuple[Any, ...]


def samples(n: int) -> tuple[Floats, Floats, Floats]:
    """Every possible sample of n answers: promoters, passives, detractors."""
    p, d = np.divmod(np.arange((n + 1) ** 2), n + 1)
    kept = p + d <= n
    p, d = p[kept].astype(float), d[kept].astype(float)
    return p, n - p - d, d


def chances(counts: Sequence[Floats], mix: Iterable[float]) -> Floats:
    """The probability of each sample."""
    n = float(sum(counts)[0])  # type: ignore[index]
    log = gammaln(n + 1) + sum(x * np.log(q) - gammaln(x + 1) for x, q in zip(counts, mix, strict=True))
    return np.asarray(np.exp(log))


def nps_coverage(n: int, mixes: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """Mean and worst coverage of the NPS interval over the populations, in per cent (exact)."""
    counts = samples(n)
    found = nps_from_bands(*counts)
    covered = []
    for mix in mixes:
        truth = 100 * (mix[0] - mix[2])
        covered.append(100 * chances(counts, mix)[(found.low <= truth + 1e-9) & (truth - 1e-9 <= found.high)].sum())
    return float(np.mean(covered)), float(np.min(covered))


def share_coverage(n: int) -> tuple[float, float]:
    """The same for the Wilson interval of a share (exact)."""
    x = np.arange(n + 1.0)
    found = share(x, n)
    covered = []
    for p in SHARES:
        kept = (found.low <= 100 * p + 1e-9) & (100 * p - 1e-9 <= found.high)
        covered.append(100 * chances((x, n - x), (p, 1 - p))[kept].sum())
    return float(np.mean(covered)), float(np.min(covered))


def mean_coverage(n: int, times: int, rng: np.random.Generator) -> tuple[float, float]:
    """The same for Student's t interval of a mean on 1 to 7 (simulated)."""
    covered = []
    for population in CES:
        truth = float(np.dot(population, np.arange(1, 8)))
        found = mean(rng.multinomial(n, population, times), 1, 7)
        covered.append(100 * float(((found.low <= truth) & (truth <= found.high)).mean()))
    return float(np.mean(covered)), float(np.min(covered))


def nps_false_alarms(n_a: int, n_b: int) -> tuple[float, float]:
    """Mean and worst chance, in per cent, that p < 0.05 where nothing differs, over eight usual populations (exact)."""
    a, b = samples(n_a), samples(n_b)
    alarm = nps_difference_of(Bands(*(x[:, None] for x in a)), Bands(*(x[None, :] for x in b))).p < 0.05
    found = [100 * float(chances(a, mix) @ (alarm @ chances(b, mix))) for mix in USUAL]
    return float(np.mean(found)), float(np.max(found))


def share_false_alarms(n_a: int, n_b: int) -> tuple[float, float]:
    """The same for two shares (exact)."""
    x_a, x_b = np.arange(n_a + 1.0), np.arange(n_b + 1.0)
    alarm = share_difference(x_a[:, None], n_a, x_b[None, :], n_b).p < 0.05
    pairs = [(chances((x_a, n_a - x_a), (p, 1 - p)), chances((x_b, n_b - x_b), (p, 1 - p))) for p in SHARES]
    found = [100 * float(a @ (alarm @ b)) for a, b in pairs]
    return float(np.mean(found)), float(np.max(found))


def mean_false_alarms(n_a: int, n_b: int, times: int, rng: np.random.Generator) -> tuple[float, float]:
    """The same for two means (simulated)."""
    pairs = [(rng.multinomial(n_a, q, times), rng.multinomial(n_b, q, times)) for q in CES]
    found = [100 * float((mean_difference(a, b, 1, 7).p < 0.05).mean()) for a, b in pairs]
    return float(np.mean(found)), float(np.max(found))


# The first screen in years in which nothing happens.

FIRST_WEEK, HISTORY = 202001, SHOWN + BASELINE
KINDS = ("nps", "csat", "ces")
#: How many of the answers are to each question.
ASKED = (1.0, 0.7, 0.45)
#: Groups of unequal size: five stages, four segments, five personas.
GROUPS = ((0.35, 0.25, 0.2, 0.15, 0.05), (0.45, 0.3, 0.18, 0.07), (0.3, 0.25, 0.2, 0.15, 0.1))
SCORES = {
    "nps": (0.02, 0.01, 0.02, 0.03, 0.03, 0.05, 0.06, 0.13, 0.2, 0.2, 0.25),
    "csat": (0.05, 0.06, 0.12, 0.37, 0.4),
    "ces": CES[0],
}


@dataclass(frozen=True)
class Alarms:
    """False alarms per year of 52 weeks: weeks in which at least one headline verdict is up or down (on last week, on
    last week or the four weeks before), weeks in which a group is said to have moved, and weeks flagged by a control
    chart (by its limits or runs, over the three metrics)."""

    on_last_week: float
    headline: float
    moved: float
    outside: float
    signals: float


def stable_cells(weekly: float, weeks: int, rng: np.random.Generator, floor: int = 1) -> Cells:
    """Answers of weeks in which nothing changes: Poisson volumes, groups of fixed shares, each with its own level."""
    shares = np.einsum("i,j,k->ijk", *(np.array(part) for part in GROUPS)).ravel()
    level = rng.normal(0, 0.15, shares.size)
    keys, counts = [], []
    for question, (kind, part) in enumerate(zip(KINDS, ASKED, strict=True), start=1):
        base = np.log(np.maximum(SCORES[kind], 1e-4))
        scores = np.exp(base + np.outer(level, np.linspace(-3, 3, base.size)))
        scores /= scores.sum(axis=1, keepdims=True)
        for i in range(weeks):
            given = rng.multinomial(rng.multinomial(rng.poisson(weekly * part), shares), scores)
            place, score = np.nonzero(given)
            where = ((place + 1) << PLACE_SHIFT) | (score + SCALES[kind].low)
            keys.append((question << QUESTION_SHIFT) | (add_weeks(FIRST_WEEK, i) << WEEK_SHIFT) | where)
            counts.append(given[place, score])
    key, count = np.concatenate(keys), np.concatenate(counts)
    order = np.argsort(key)
    codes = dict.fromkeys(("touchpoint", "channel", "language"), np.full(shares.size + 1, -1, np.int32))
    grid = np.indices([len(part) for part in GROUPS]).reshape(3, -1)
    for name, line in zip(("stage", "segment", "persona"), grid, strict=True):
        codes[name] = np.r_[-1, line].astype(np.int32)
    names = {name: tuple(f"{name} {i + 1}" for i in range(int(code.max()) + 1)) for name, code in codes.items()}
    asked = tuple(AskedQuestion(i, kind, "main", floor) for i, kind in enumerate(KINDS, start=1))
    return Cells(packed(key[order].astype(np.int64), count[order]), asked, names, codes)


def false_alarms(weekly: float, years: float, rng: np.random.Generator, *, charts: bool = True) -> Alarms:
    """What `week_report` and `control_weeks` claim over `years` stable years at `weekly` answers a week."""
    history = HISTORY if charts else BEFORE
    weeks = history + round(52 * years)
    cells = stable_cells(weekly, weeks, rng)
    found = np.zeros(5)
    for i in range(history, weeks):
        week = add_weeks(FIRST_WEEK, i)
        report = week_report(cells, week)
        last = any(one.on_last_week.verdict in (UP, DOWN) for one in report.headlines)
        four = any(one.on_four_weeks.verdict in (UP, DOWN) for one in report.headlines)
        flags = [control_weeks(cells, kind, week).frame["signal"].iloc[-1] for kind in KINDS] if charts else []
        found += [
            last,
            last or four,
            len(report.moved) > 0,
            "outside" in flags,
            any(flag is not None for flag in flags),
        ]
    return Alarms(*(float(one) / years for one in found))


def working_actions(weekly: float, worlds: int, rng: np.random.Generator) -> tuple[int, float]:
    """In so many worlds in which nothing ever changes, somebody makes the first pain point of twelve weeks an action,
    says after another four weeks that it is done, and looks at its effect in each of the twelve weeks after. How many
    pain points there were, and of how many, in per cent, it was said at any look that it worked."""
    found = worked = 0
    seen, done = (FIRST_WEEK, add_weeks(FIRST_WEEK, 11)), add_weeks(FIRST_WEEK, 16)
    for _world in range(worlds):
        cells = stable_cells(weekly, 29, rng)
        for spot in [one for one in pain_points(cells, KINDS, EVERYTHING.weeks(*seen)).pains if not one.without][:1]:
            figures = Figures(spot.metric, spot.value, spot.n, spot.rest, spot.gap, spot.low, spot.high, *seen)
            looks = [effect(cells, figures, spot.where, done, add_weeks(done, i)) for i in range(1, 13)]
            found, worked = found + 1, worked + any(look.verdict == UP for look in looks)
    return found, 100 * worked / max(found, 1)


def show(title: str, heads: Sequence[str], rows: Iterable[Row]) -> None:
    """Print one table, row by row as it is computed."""
    print(f"\n{title}\n" + "".join(f"{head:>14}" for head in heads), flush=True)
    for row in rows:
        print("".join(f"{one:>14}" if isinstance(one, str | int) else f"{one:>14.1f}" for one in row), flush=True)


def main(quick: bool) -> None:
    """Run everything and print it."""
    rng, start = np.random.default_rng(SEED), time.monotonic()
    sizes = [n for n in SIZES if n <= (50 if quick else 1000)]
    times = 2_000 if quick else 20_000
    heads = ("n", "NPS mean", "worst", "Wilson mean", "worst", "t mean", "worst")
    rows: Iterable[Row] = (
        (n, *nps_coverage(n, MIXES if n <= 100 else USUAL), *share_coverage(n), *mean_coverage(n, times, rng))
        for n in sizes
    )
    show("Coverage of 95 % intervals, in per cent (NPS: 171 populations up to n = 100, then 8)", heads, rows)
    pairs = [(10, 10), (30, 30), (20, 60), (10, 60)] + ([] if quick else [(60, 60), (30, 100), (100, 100)])
    rows = (
        (f"{a} v {b}", *nps_false_alarms(a, b), *share_false_alarms(a, b), *mean_false_alarms(a, b, times, rng))
        for a, b in pairs
        if a * b <= 3000 or not quick
    )
    heads = ("n", "NPS mean", "worst", "share mean", "worst", "mean mean", "worst")
    show("False alarms of a single test at 5 %, in per cent", heads, rows)
    plan = [(30, 1), (100, 1), (400, 1)] if quick else [(weekly, 24) for weekly in (30, 60, 100, 200, 400, 1500)]
    rows = ((weekly, years, *vars(false_alarms(weekly, years, rng)).values()) for weekly, years in plan)
    heads = ("answers/week", "years", "on last week", "headline", "moved", "outside", "any signal")
    show("The first screen in stable years: weeks per year with a false alarm (three metrics, 14 groups)", heads, rows)
    plan = [(100, 40)] if quick else [(100, 500), (400, 300)]
    rows = ((weekly, worlds, *working_actions(weekly, worlds, rng)) for weekly, worlds in plan)
    heads = ("answers/week", "worlds", "pain points", "worked, %")
    show("Actions that change nothing, looked at in each of twelve weeks", heads, rows)
    print(f"\n{time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Coverage of the intervals and false alarms of the tests.")
    parser.add_argument("--quick", action="store_true", help="a smaller version, some seconds")
    main(parser.parse_args().quick)

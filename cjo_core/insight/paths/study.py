"""Everything the pages about ways through the journey show, put together from visits and a few choices, with what must
be hidden left out. Never fetches, never words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cjo_core.insight.paths import chains, transitions, typical
from cjo_core.insight.paths.attribution import MODELS, Attribution, attribution
from cjo_core.insight.paths.funnel import Entered, entered, funnel, over_time
from cjo_core.insight.paths.small import FLOOR, hidden_links, hidden_steps
from cjo_core.insight.paths.visits import Flags, Ints, Visits, paths
from cjo_core.metrics.formulas.shares import share
from cjo_core.metrics.privacy.base import base_of


@dataclass(frozen=True, eq=False)
class FunnelStudy:
    """A funnel with its groups and its course.

    `frame`: as `funnel`, with `hidden`. `waiting`: customers who still have time. `groups`: a row per group (None: not
    given) with `n` (entered), `value`, `low`, `high` (per cent who reach the goal), `base`; `table`: customers per
    group (row) and step, −1 where hidden. `course`: a row per period with `n`, `value`, `low`, `high`, `base`.
    """

    frame: pd.DataFrame
    goal: int
    waiting: int
    groups: pd.DataFrame
    table: Ints
    course: pd.DataFrame


def funnel_study(
    found: Visits,
    steps: Sequence[int],
    goal: int,
    window: int,
    until: int,
    *,
    begin: int | None = None,
    end: int | None = None,
    skipping: bool = True,
    by: str | None = None,
    bounds: Sequence[int] = (),
) -> FunnelStudy:
    """The funnel through `steps` (stages by position) to the step `goal` (from 0), by a dimension of customers or by
    the "channel" of the first visit, and over the periods between `bounds`."""
    whole = entered(found, steps, window, until, begin=begin, end=end, skipping=skipping, goal=goal)
    frame = funnel(whole.counts(), goal=goal)
    frame["hidden"] = hidden_steps(whole.counts()[None])[0]
    names, code = _groups(found, whole, by)
    table = np.array([whole.counts(code == i) for i in range(-1, len(names))], np.int64).reshape(-1, len(steps))
    order = [*range(1, len(names) + 1), 0] if by else []
    table = table[order][table[order][:, 0] > 0] if by else np.zeros((0, len(steps)), np.int64)
    labels = [[*names, None][i] for i in range(len(order)) if (code == (i if i < len(names) else -1)).any()]
    hidden = hidden_steps(table)
    periods = over_time(found, steps, window, until, bounds, skipping=skipping, goal=goal)
    course = np.array([one.counts() for one in periods], np.int64).reshape(-1, len(steps))
    return FunnelStudy(
        frame,
        goal,
        whole.waiting,
        _shares(table, goal, hidden).assign(group=pd.Series(labels, dtype=object)),
        np.where(hidden, -1, table),
        _shares(course, goal, hidden_steps(course)),
    )


def _groups(found: Visits, whole: Entered, by: str | None) -> tuple[tuple[str, ...], Ints]:
    if by is None:
        return (), np.full(len(whole.customer), -1, np.int64)
    if by == "channel":
        return found.channels, whole.channel
    names, code = found.groups[by]
    return names, code[whole.customer]


def _shares(table: Ints, goal: int, hidden: Flags) -> pd.DataFrame:
    """The share that reaches the goal in each row of customers per step; NaN where hidden or nobody entered."""
    n, reached = table[:, 0], table[:, goal]
    estimate = share(reached, n)
    secret = hidden[:, 0] | hidden[:, goal]
    frame = pd.DataFrame({"n": np.where(hidden[:, 0], 0, n)})
    for part in ("value", "low", "high"):
        frame[part] = np.where(secret, np.nan, getattr(estimate, part))
    frame["base"] = ["hidden" if flag else base_of(float(one)) for one, flag in zip(n, secret, strict=True)]
    return frame


@dataclass(frozen=True, eq=False)
class PathStudy:
    """The ways between stages, without what must be hidden.

    `links`: a row per link that may be shown, with `came`, `went` (stages), `n`, `customers`, `share` (per cent of what
    leaves `came`), `quick`, `median`, `slow` (quartiles in seconds). `withheld`: how many links may not. `stages`: a
    row per stage with `visits`, `customers`, `begun`, `ended` (per cent of its visits), `reach`, `reach_low`,
    `reach_high`, `reach_n` (per cent who reach the goal from it), `steady` (per cent of visits in the long run); NaN
    where hidden. `moves`: shares of all links that lead onward, past a stage, back, and to the same stage again, with
    intervals and n. `sequences`: the typical paths. `customers`, `paths`: how many of each.
    """

    links: pd.DataFrame
    withheld: int
    stages: pd.DataFrame
    moves: pd.DataFrame
    sequences: list[typical.Sequence]
    customers: int
    paths: int


def path_study(found: Visits, goal: int, gap: int, until: int, *, most: int = 9) -> PathStudy:
    """The ways customers take, cut where they pause for more than `gap` seconds."""
    cut = paths(found, gap, until)
    flow = transitions.flow(cut)
    secret = hidden_links(flow.customers)
    return PathStudy(
        _links(flow, secret),
        int((secret & (flow.counts > 0)).sum()),
        _stages(flow, goal),
        _moves(flow),
        typical.typical_paths(cut, most),
        found.customers,
        len(cut),
    )


def _links(flow: transitions.Flow, secret: Flags) -> pd.DataFrame:
    leaving = flow.counts.sum(axis=1) + flow.ended
    came, went = np.nonzero((flow.counts > 0) & ~secret)
    return pd.DataFrame(
        {
            "came": came,
            "went": went,
            "n": flow.counts[came, went],
            "customers": flow.customers[came, went],
            "share": 100 * flow.counts[came, went] / np.maximum(leaving[came], 1),
            "quick": flow.quartiles[0][came, went],
            "median": flow.quartiles[1][came, went],
            "slow": flow.quartiles[2][came, went],
        }
    )


def _stages(flow: transitions.Flow, goal: int) -> pd.DataFrame:
    visits = flow.counts.sum(axis=0) + flow.begun
    small = hidden_links(flow.visited[None])[0] if (flow.visited >= FLOOR).any() else flow.visited > 0
    counts, to_goal, ended = transitions.toward(flow, goal)
    reach = chains.reach(counts, to_goal, ended)
    chain = transitions.renewed(flow)
    seen = chain.sum(axis=1) > 0
    steady = np.full(len(seen), np.nan)
    steady[seen] = 100 * chains.steady_state(chains.probabilities(chain[np.ix_(seen, seen)]))
    reached = np.arange(len(seen)) == goal
    frame = pd.DataFrame(
        {
            "visits": visits.astype(float),
            "customers": flow.visited.astype(float),
            "begun": 100 * flow.begun / np.maximum(visits, 1),
            "ended": 100 * flow.ended / np.maximum(visits, 1),
            "reach": np.where(reached, np.nan, reach.value),
            "reach_low": np.where(reached, np.nan, reach.low),
            "reach_high": np.where(reached, np.nan, reach.high),
            "reach_n": np.where(reached, 0, reach.n),
            "steady": steady,
        }
    )
    frame.loc[small, :] = np.nan
    return frame


def _moves(flow: transitions.Flow) -> pd.DataFrame:
    n = int(flow.counts.sum())
    kinds = {"onward": flow.forward - flow.skips, "past": flow.skips, "back": flow.back, "again": flow.repeats}
    estimate = share(list(kinds.values()), np.full(len(kinds), n))
    return pd.DataFrame(
        {"kind": list(kinds), "value": estimate.value, "low": estimate.low, "high": estimate.high, "n": n}
    )


@dataclass(frozen=True, eq=False)
class ChannelStudy:
    """What channels contribute to a goal. `frame`: a row per channel (None: those of too few customers, together) with
    `customers` and, per way of crediting, `<model>`, `<model>_low`, `<model>_high` (per cent of the goals). `found`:
    the rest of what `attribution` tells. `direct`: goals reached without any contact before, credited to none."""

    frame: pd.DataFrame
    found: Attribution
    direct: int


def channel_study(found: Visits, goal: int, gap: int, until: int) -> ChannelStudy | None:
    """Credit for reaching the stage `goal`; None where too few paths tell anything."""
    told = typical.channel_paths(paths(found, gap, until), goal)
    pooled, names = _pooled(told.customers, found.channels)
    if not names or told.goals.sum() < FLOOR:
        return None
    kinds: dict[tuple[int, ...], list[int]] = {}
    for path, won, lost in zip(told.kinds, told.goals.tolist(), told.nulls.tolist(), strict=True):
        ways = [int(pooled[one]) for one in path]
        short = tuple(one for i, one in enumerate(ways) if i == 0 or ways[i - 1] != one)
        sums = kinds.setdefault(short, [0, 0])
        sums[0] += won
        sums[1] += lost
    goals, nulls = zip(*kinds.values(), strict=True)
    credit = attribution(list(kinds), goals, nulls, len(names))
    customers = np.bincount(pooled[pooled >= 0], told.customers[pooled >= 0], minlength=len(names))
    frame = pd.DataFrame({"channel": pd.Series(names, dtype=object), "customers": customers})
    for model in MODELS:
        frame[model], frame[f"{model}_low"] = credit.shares[model], credit.low[model]
        frame[f"{model}_high"] = credit.high[model]
    return ChannelStudy(frame, credit, told.direct)


def _pooled(customers: Ints, channels: tuple[str, ...]) -> tuple[Ints, list[str | None]]:
    """The channels to tell apart: those of too few customers are one, called None, with the next smallest where they
    are still too few together."""
    small = hidden_links(customers[None])[0]
    names: list[str | None] = [name for name, n, few in zip(channels, customers, small, strict=True) if n and not few]
    code = np.full(len(channels), -1, np.int64)
    code[(customers > 0) & ~small] = np.arange(len(names))
    if small.any():
        code[small] = len(names)
        names.append(None)
    return code, names

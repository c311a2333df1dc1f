"""What a page shows is what the formulas say, less what must be hidden."""

from __future__ import annotations

import numpy as np
import pytest

from cjo_core.insight.paths.study import channel_study, funnel_study, path_study
from cjo_core.insight.paths.visits import Visits, visits

STAGES = ("Aware", "Consider", "Buy", "Use")
CHANNELS = ("mail", "web", "shop")


def made(journeys: list[tuple[int, list[int], int]], segments: list[int] | None = None) -> Visits:
    """Visits of so many customers each: (how many, their stages one second apart, their channel)."""
    rows, customer = [], 0
    for n, stages, channel in journeys:
        for _one in range(n):
            rows += [(customer, second, stage, channel) for second, stage in enumerate(stages)]
            customer += 1
    who, when, where, over = zip(*rows, strict=True)
    code = np.array(segments if segments is not None else [-1] * customer, np.int64)
    return visits(who, when, where, STAGES, over, CHANNELS, {"segment": (("New", "Old"), code)})


def test_groups_stand_in_their_order_with_not_given_last_and_add_up() -> None:
    found = made([(40, [0, 1, 2], 0), (40, [0], 1)], [0, 1, -1, 1] * 20)
    study = funnel_study(found, [0, 1, 2], 2, 100, 1_000, by="segment")
    assert study.groups["group"].tolist() == ["New", "Old", None]
    assert study.groups["n"].tolist() == [20, 40, 20]
    assert study.table.sum(axis=0).tolist() == study.frame["n"].tolist() == [80, 40, 40]
    assert study.groups["value"].tolist() == [50, 50, 50]


def test_the_channel_of_a_group_is_that_of_the_first_step() -> None:
    study = funnel_study(made([(30, [0, 2], 1), (50, [0], 2)]), [0, 2], 1, 100, 1_000, by="channel")
    assert study.groups["group"].tolist() == ["web", "shop"]
    assert study.groups["value"].tolist() == [100, 0]


def test_a_small_group_is_hidden_with_a_neighbour_that_would_give_it_away() -> None:
    segments = [0] * 3 + [1] * 40 + [-1] * 60
    study = funnel_study(made([(103, [0, 1, 2], 0)], segments), [0, 1, 2], 2, 100, 1_000, by="segment")
    assert study.groups["base"].tolist() == ["hidden", "hidden", "ok"]
    assert study.table[:2].max() == -1
    assert study.groups["n"].tolist()[:2] == [0, 0]


def test_a_step_of_three_customers_is_hidden() -> None:
    study = funnel_study(made([(3, [0, 1, 2], 0), (60, [0, 1], 0)]), [0, 1, 2], 2, 100, 1_000)
    assert study.frame["hidden"].tolist() == [False, False, True]


def test_the_course_shares_are_those_of_the_customers_of_each_period() -> None:
    found = made([(40, [0, 1], 0), (40, [0], 0)])
    study = funnel_study(found, [0, 1], 1, 50, 1_000, bounds=[0, 10, 20])
    assert study.course["n"].tolist() == [80, 0]
    assert study.course["value"].tolist()[0] == 50
    assert study.course["base"].tolist() == ["ok", "none"]


def test_links_of_few_customers_are_not_there_at_all() -> None:
    # two links of three customers each leave Aware and come to Buy and Use
    found = made([(50, [0, 1, 2], 0), (3, [0, 2], 0), (40, [0, 3], 0), (3, [1, 3], 0), (20, [2, 0], 0)])
    study = path_study(found, goal=2, gap=10, until=1_000)
    assert (study.links["customers"] >= 5).all()
    assert not ((study.links["came"] == 0) & (study.links["went"] == 2)).any()
    assert study.withheld >= 4  # the two, and one more in each of their lines


def test_shares_of_what_leaves_a_stage_add_up_with_those_who_end_there() -> None:
    study = path_study(made([(50, [0, 1, 2], 0), (50, [0, 1], 0), (50, [0], 0)]), goal=2, gap=10, until=1_000)
    shares = study.links.groupby("came")["share"].sum()
    assert shares.tolist() == pytest.approx([100 * 100 / 150, 50])
    assert study.stages["ended"].tolist()[:3] == pytest.approx([100 / 3, 50, 100])
    assert study.stages["reach"].tolist()[:2] == pytest.approx([100 / 3, 50])
    assert np.isnan(study.stages["reach"][2])
    assert study.moves["value"].sum() == pytest.approx(100)


def test_a_stage_of_few_customers_shows_nothing() -> None:
    study = path_study(made([(50, [0, 1], 0), (2, [3], 0), (30, [2], 0)]), goal=1, gap=10, until=1_000)
    assert study.stages.loc[3].isna().all()
    assert study.stages["customers"].isna().sum() == 2


def test_channels_of_few_customers_are_credited_together() -> None:
    found = made([(50, [0, 2], 0), (3, [0, 2], 1), (40, [0, 2], 2), (30, [0], 0)])
    study = channel_study(found, goal=2, gap=10, until=1_000)
    assert study is not None
    assert study.frame["channel"].tolist() == ["mail", None]
    assert study.frame["customers"].tolist() == [80, 43]
    assert study.frame["first"].sum() == pytest.approx(100)


def test_too_few_goals_tell_nothing_about_channels() -> None:
    assert channel_study(made([(4, [0, 2], 0), (40, [0], 1)]), goal=2, gap=10, until=1_000) is None
    assert channel_study(made([(40, [2], -1)]), goal=2, gap=10, until=1_000) is None

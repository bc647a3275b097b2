"""The example's scenarios answer the questions that they were made for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandas as pd
import pytest

from solver.example import example_rows
from solver.optimise import Search, optimise
from solver.plan.make import make_plan
from solver.plan.scenario import Override, apply_overrides, scenario_overrides
from solver.tables import raw_tables

SHORT = ("Priorities!cost!Enabled=no", "Priorities!moves!Enabled=no")
"""What is filled, and what that takes, is settled before cost and moves."""
PERIODS = 4


@dataclass(frozen=True)
class Answer:
    """Rank values by objective, and heads sent by contingent, role and period."""

    values: dict[str, float]
    sent: pd.DataFrame

    def heads(self, **where: str) -> pd.Series:
        """Heads by period of the rows that fit."""
        rows = self.sent
        for column, value in where.items():
            rows = rows[rows[column] == value]
        return rows.groupby("period")["heads"].sum().reindex(range(1, PERIODS + 1), fill_value=0)

    @property
    def force(self) -> pd.Series:
        """Heads by period in roles that count to the force."""
        return self.heads(counts_to_force=True)


@cache
def answer(scenario: str, *overrides: str) -> Answer:
    """What the scenario comes to with these overrides; solved once."""
    tables = raw_tables(example_rows())
    asked = [Override.parse(text) for text in (*SHORT, *overrides)]
    plan = make_plan(apply_overrides(tables, [*scenario_overrides(tables, scenario), *asked]))
    solution = optimise(plan, Search(time_limit=300, gap=0.0, relaxed=True))  # fractions are found faster
    assert solution.status == "optimal"
    sent = solution.allocation.merge(plan.contingents, on="contingent", suffixes=("", "_pledged"))
    sent = sent.merge(plan.roles, on="role")
    sent["heads"] = sent["units"] * sent["heads_per_unit"]
    return Answer(values={rank.name: rank.value for rank in solution.ranks}, sent=sent)


def test_what_is_called_proved_in_whole_units_is_no_worse_than_a_plan_already_found():
    """A plan that lacks 15,550 heads for rank 1 and 16,800 for rank 2 is known; later ranks are left out."""
    tables = raw_tables(example_rows())
    plan = make_plan(apply_overrides(tables, [Override.parse(text) for text in SHORT]))
    solution = optimise(plan, Search(time_limit=300))

    force, targets, _ = solution.ranks
    assert solution.status == "optimal"
    assert force.value <= 15_550 * 1.001
    assert targets.value <= 16_800 * 1.001
    assert all(rank.final >= rank.bound - 1e-6 * abs(rank.bound) for rank in solution.ranks)


def test_without_estonias_company_the_force_loses_no_more_than_that_company():
    base, without = answer("base"), answer("base", "Drawdown caps!Estonia / own!Cap heads=0")

    company = base.heads(nation="Estonia")
    assert company.max() == pytest.approx(150)
    assert without.heads(nation="Estonia").sum() == pytest.approx(0)
    lost = without.values["minimum shortfall"] - base.values["minimum shortfall"]
    assert -0.1 <= lost <= company.sum() + 0.1  # values in heads, settled to a millionth


def test_a_cap_on_estonia_above_what_is_pledged_changes_nothing():
    raised = answer("base", "Drawdown caps!Estonia / own!Cap heads=5000")

    assert raised.values == pytest.approx(answer("base").values, rel=1e-6)


def test_an_untouched_front_line_gives_up_nobody():
    base, untouched = answer("base"), answer("front line untouched")

    assert untouched.values["drawdown"] == 0
    assert base.values["drawdown"] > 0
    assert untouched.values["minimum shortfall"] > base.values["minimum shortfall"]


def test_caps_off_shows_what_the_front_line_would_lose():
    base, off = answer("base"), answer("caps off")

    assert off.values["drawdown"] > 2 * base.values["drawdown"]
    assert off.values["minimum shortfall"] < base.values["minimum shortfall"]
    assert base.heads(stock="stationed").sum() == 0
    assert set(off.sent.loc[off.sent["stock"] == "stationed", "drawn_from"]) == {
        "Estonia",
        "Latvia",
        "Lithuania",
    }


def test_without_the_backstop_support_lacks_and_the_force_stays():
    base, alone = answer("base"), answer("no US backstop")

    assert alone.values["target shortfall"] > base.values["target shortfall"]
    assert alone.values["minimum shortfall"] == pytest.approx(base.values["minimum shortfall"], rel=1e-6)
    assert alone.force.sum() >= 0.99 * base.force.sum()


def test_only_ships_are_confirmed():
    """No government has published a binding number for land forces."""
    confirmed = answer("confirmed only")

    assert confirmed.force.sum() == 0
    assert set(confirmed.sent["role"]) == {"Maritime security"}


def test_todays_pledges_fill_a_small_force_and_not_a_large_one():
    assert answer("force 10k").force[PERIODS] >= 10_000 - 1e-6
    assert 13_000 < answer("base").force[PERIODS] < 25_000


def test_from_outside_europe_come_instructors_and_logistics():
    outside = answer("with non-European contingents")

    assert outside.heads(nation="Canada").max() == pytest.approx(400)
    assert outside.force[PERIODS] > answer("base").force[PERIODS]


def test_nobody_stands_at_the_line_of_contact():
    for scenario in ("base", "caps off"):
        assert "Line of contact" not in set(answer(scenario).sent["site"])

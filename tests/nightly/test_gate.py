"""The gate: what keeps a plan from being published, each reason with its numbers."""

from __future__ import annotations

import functools
import math
from dataclasses import replace
from pathlib import Path

import pytest
from gate_cases import SHEETS, Rows, a_book, france, solved
from openpyxl import load_workbook

from solver.nightly.gate import judge
from solver.runs import recheck
from solver.runs.pipeline import Run
from solver.solution import CapUse

LOAD_WRITTEN = functools.cache(recheck.load_written)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """Answers of the small plan: four French companies, one, more asked, renamed, other ranks."""
    folder = tmp_path_factory.mktemp("nights")
    more = [{**SHEETS["Requirements"][0], "Target": 600}, *SHEETS["Requirements"][1:]]
    ranks: Rows = [
        {"Rank": 1, "Objective": "target shortfall", "Weight": 2},
        {"Rank": 2, "Objective": "heads", "Weight": 1},
    ]
    books = {
        "four": a_book(folder / "four.xlsx"),
        "none": a_book(folder / "none.xlsx", Contingents=[SHEETS["Contingents"][0]]),
        "one": a_book(folder / "one.xlsx", Contingents=france(1)),
        "more": a_book(folder / "more.xlsx", Requirements=more),
        "renamed": a_book(folder / "renamed.xlsx", Contingents=france(4, "FRA-A")),
        "ranked": a_book(folder / "ranked.xlsx", Contingents=france(1), Priorities=ranks),
    }
    return {name: solved(book, folder / f"{name}-plan.xlsx") for name, book in books.items()}


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that no test changes are read once."""
    monkeypatch.setattr(recheck, "load_written", LOAD_WRITTEN)


def asked(run: Run, **settings: object) -> Run:
    """The run, as if its Settings had said so."""
    return replace(run, plan=replace(run.plan, settings=replace(run.plan.settings, **settings)))  # type: ignore[arg-type]


def test_a_first_plan_that_is_proved_and_clean_passes(nights: dict[str, Run]):
    assert judge(nights["four"], None) == ()


def test_only_ranks_up_to_the_one_that_settings_name_must_be_proved(nights: dict[str, Run]):
    """Heads are open by a tenth: that keeps the plan back, but not where proofs are asked for up to cost."""
    run = nights["four"]
    ranks = tuple(replace(rank, gap=0.1) if rank.name == "heads" else rank for rank in run.solution.ranks)
    open_run = replace(run, solution=replace(run.solution, status="feasible", ranks=ranks))

    (reason,) = judge(open_run, None)
    assert reason.startswith("proved up to cost; not proved: heads (up to 10 % lower); the gap may be 0 %")
    assert judge(asked(open_run, proved_up_to="cost"), None) == ()
    assert judge(asked(open_run, proved_up_to="heads"), None) == (reason,)
    assert judge(asked(open_run, proved_up_to="open sites"), None) == (reason,)  # which is not ranked here


def test_without_limits_a_worse_plan_passes(nights: dict[str, Run]):
    """Blank holds minimum shortfall alone; here 300 heads of a target lack, and many units change."""
    assert judge(nights["one"], nights["four"].output) == ()


def test_without_a_share_minimum_shortfall_may_not_rise(nights: dict[str, Run]):
    """Blank is not anything: 50 heads of the minimum of 200 at Lviv lack where nothing lacked."""
    reasons = judge(nights["none"], nights["four"].output)

    assert reasons == (
        "minimum shortfall rises from 0 in the published plan to 50, where a blank Worse at most allows no "
        "rise; Settings: Worse at most takes a share, or the word any",
    )


def test_over_other_periods_no_minimum_that_was_met_may_go(nights: dict[str, Run]):
    (reason,) = judge(asked(nights["none"], periods=2), nights["four"].output)

    assert reason.startswith(
        "minimum shortfall rises from 0 (what the published plan provides, against what is asked today, in "
        "the periods that both have) to 50"
    )


@pytest.mark.parametrize("share", [None, 0.0])
def test_a_change_of_calendar_opens_no_gate(tmp_path: Path, share: float | None):
    """A minimum that lacked one head already is held all the same: 1 of 551 lacked, then 251 do."""
    asked_for = [{"Site": "Lviv", "Role": "Infantry", "Minimum": 551, "Target": 551}]
    before = solved(a_book(tmp_path / "one.xlsx", Requirements=asked_for), tmp_path / "one-plan.xlsx")
    book = a_book(
        tmp_path / "two.xlsx", settings={"Periods": 2}, Requirements=asked_for, Contingents=france(1)
    )
    reasons = judge(asked(solved(book, tmp_path / "two-plan.xlsx"), worse_at_most=share), before.output)

    assert any("rises from 1 (what the published plan provides" in reason for reason in reasons), reasons


def test_a_demand_that_grew_is_no_fault_of_the_plan(tmp_path: Path, nights: dict[str, Run]):
    """700 are asked for where 550 can be had: the published plan would lack as much."""
    more = [{"Site": "Lviv", "Role": "Infantry", "Minimum": 700, "Target": 700}, SHEETS["Requirements"][1]]
    book = a_book(tmp_path / "more.xlsx", Requirements=more)

    assert judge(solved(book, tmp_path / "more-plan.xlsx"), nights["four"].output) == ()


def test_the_word_any_lets_whatever_comes_pass(nights: dict[str, Run]):
    assert judge(asked(nights["none"], worse_at_most=math.inf), nights["four"].output) == ()
    assert judge(asked(nights["none"], worse_at_most=math.inf, changes_at_most=0), nights["four"].output)


def test_a_plan_that_was_not_proved_is_refused_with_its_gap(nights: dict[str, Run]):
    solution = nights["four"].solution
    ranks = (replace(solution.ranks[0], gap=0.25), *solution.ranks[1:])
    run = replace(nights["four"], solution=replace(solution, status="feasible", ranks=ranks))

    (reason,) = judge(run, None)
    assert reason.startswith("not proved: minimum shortfall (up to 25 % lower); the gap may be 0 %: give")


def test_a_plan_whose_later_ranks_were_not_reached_is_refused(nights: dict[str, Run]):
    solution = nights["four"].solution
    run = replace(nights["four"], solution=replace(solution, status="feasible", ranks=solution.ranks[:1]))

    assert judge(run, None) == (
        "the time ran out before every rank was settled; give it more (Settings: Time limit)",
    )


def test_a_written_workbook_that_the_audit_does_not_share_is_refused(nights: dict[str, Run], tmp_path: Path):
    """Somebody, or a faulty disk, changed a unit in the file: what lies there is what is judged."""
    book = load_workbook(nights["four"].output)
    book["Allocation"].cell(4, 8).value = 2
    book.save(tmp_path / "plan.xlsx")
    reasons = judge(replace(nights["four"], output=tmp_path / "plan.xlsx"), None)

    assert reasons
    assert all(reason.startswith("the audit") for reason in reasons)


def test_a_cap_that_the_results_themselves_exceed_is_refused(nights: dict[str, Run]):
    run = nights["four"]
    over = CapUse(cap="Estonia / own", period=1, taken=451, limit=450)
    results = replace(run.results, totals=replace(run.results.totals, cap_use=(over,)))  # type: ignore[type-var,union-attr]

    assert judge(replace(run, results=results), None) == (
        "drawdown of Estonia / own in period 1 is 451 heads, more than its cap of 450",
    )


def test_a_rank_that_is_worse_by_more_than_the_share_is_refused_with_both_numbers(nights: dict[str, Run]):
    """Three companies fewer: nothing lacked, now 300 heads do. A share of nothing is nothing."""
    reasons = judge(asked(nights["one"], worse_at_most=0.5), nights["four"].output)

    assert reasons[0] == (
        "target shortfall rises from 0 in the published plan to 300 (none before), "
        "where Worse at most allows 50.0 %"
    )


def test_a_requirement_that_was_met_and_is_not_is_refused_by_name(nights: dict[str, Run]):
    """Of 250 at Odesa and 300 at Lviv, 250 are left in all; a sixth may lack."""
    reasons = judge(asked(nights["one"], worse_at_most=0.1), nights["four"].output)

    assert len(reasons) == 3
    assert (
        "Odesa / Infantry: the target of 250 heads was met and no longer is, with 0, more than 10.0 % short"
    ) in reasons


def test_every_rank_is_held_to_the_share_by_itself(nights: dict[str, Run]):
    """From 250 heads to 550 are 120 % more; an earlier rank that got better is no excuse."""
    (reason,) = judge(asked(nights["four"], worse_at_most=1.0), nights["one"].output)

    assert reason.startswith("heads rises from 250 in the published plan to 550 (120.0 % more)")
    assert judge(asked(nights["four"], worse_at_most=1.2), nights["one"].output) == ()


def test_a_requirement_that_grew_beyond_the_published_plan_is_not_broken_by_the_new_one(
    nights: dict[str, Run],
):
    """The published plan gives Lviv 300 heads; today 600 are asked for, and it would lack them, too."""
    reasons = judge(asked(nights["more"], worse_at_most=0.1), nights["four"].output)

    assert not [reason for reason in reasons if "Lviv" in reason]


def test_ranks_of_other_objectives_are_not_compared(nights: dict[str, Run]):
    reasons = judge(asked(nights["ranked"], worse_at_most=0.0), nights["four"].output)

    ranks = [reason for reason in reasons if "rises" in reason and "what lacks of" not in reason]
    assert not ranks
    assert any("Odesa" in reason for reason in reasons)


def test_plans_over_other_periods_are_compared_by_requirement_and_not_by_rank(nights: dict[str, Run]):
    """Sums over two periods are no worse for being larger than over one; Odesa in period 1 is."""
    reasons = judge(asked(nights["one"], worse_at_most=0.0, periods=2), nights["four"].output)

    ranks = [reason for reason in reasons if "rises" in reason and "what lacks of" not in reason]
    assert not ranks
    assert any(reason.startswith("Odesa / Infantry, period 1: ") for reason in reasons)


def test_more_changes_than_the_budget_are_refused_and_as_many_pass(nights: dict[str, Run]):
    """Three of four French companies go, and the one that is left may stand elsewhere."""
    moved = judge(asked(nights["one"], changes_at_most=0), nights["four"].output)
    units = int(moved[0].split()[0])

    assert moved == (
        f"{units} units added or taken away against the published plan, more than the 0 of Changes at most",
    )
    assert units >= 3
    assert judge(asked(nights["one"], changes_at_most=units), nights["four"].output) == ()


def test_changes_that_only_a_new_name_makes_are_told_as_such(nights: dict[str, Run]):
    """Four companies left under one name, and came under the other."""
    reasons = judge(asked(nights["renamed"], changes_at_most=7), nights["four"].output)

    assert reasons == (
        "8 units added or taken away against the published plan, more than the 7 of Changes at most",
        "FRA-1 is gone and FRA-A is new: probably renamed",
    )


def test_a_published_plan_that_cannot_be_read_is_a_reason_of_its_own(nights: dict[str, Run], tmp_path: Path):
    broken = tmp_path / "plan.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    (reason,) = judge(asked(nights["four"], changes_at_most=5), broken)

    assert reason.startswith("the published plan cannot be read, so nothing could be compared with it: ")

"""Tiny programs with known answers: the answers are right, a lie about any is told, and HiGHS finds them."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version

import numpy as np
import pytest
from corners import Live, answer, extremes
from seconds import slowness

from solver.optimise.backend import SolveOutcome
from solver.optimise.highs import DirectHighs
from solver.optimise.known_faults import KNOWN_FAULTS, known_fault
from solver.optimise.trials import TRIALS, names, try_all, try_one
from solver.optimise.trials.trial import Trial

HIGHS = version("highspy")

WRONG = {
    "1.11.0": {"parts of units keep to sites that are opened"},
    "1.14.0": {
        "a row that limits nothing changes nothing",
        "HiGHS issue 2957: a whole number is not rounded up where its neighbour may rise",
        "HiGHS issue 3002: a whole number tied to one that is not takes the cheaper end",
        "HiGHS issue 3043: the cheaper of two is taken though the other is whole",
        "HiGHS issue 3073: a dear gap is closed by whole numbers that cost next to nothing",
        "HiGHS issue 3094: of two sites the one that saves more is opened",
        "linopy issue 651: a yes/no stays no where what is not whole costs less",
    },
    "1.16.0": {
        "HiGHS 1.16.0: a start is not handed back with the value of a better plan",
        "HiGHS 1.16.0: a start is left where a column stands in no row",
        "HiGHS 1.16.0: the best plan as a start is not said to cost less than it does",
        "HiGHS 1.16.0: a start does not end the process",
    },
}
"""The trials that a version is known to fail where it presolves; all others find every answer."""

ENDED = "the process ended"

CHILD = """
import json, sys
from solver.optimise.trials import try_all
for name, fault in try_all(after=sys.argv[1]):
    print(json.dumps(["tried", name, fault]), flush=True)
"""

WITH_PRESOLVE = """
import solver.optimise.highs_calls
solver.optimise.highs_calls._presolve_works = lambda: True
"""


# --- the solver at hand --------------------------------------------------------------------------


def child(code: str, after: str = "") -> subprocess.CompletedProcess[str]:
    """Another Python with this program."""
    return subprocess.run([sys.executable, "-c", code, after], capture_output=True, text=True, check=False)


def failed(before: str = "") -> set[str]:
    """The trials that the solver at hand fails, each that ends its process among them."""
    told: dict[str, str] = {}
    while len(told) < len(TRIALS):
        tried = child(before + CHILD, next(reversed(told), ""))
        for line in tried.stdout.splitlines():
            if line.startswith('["tried"'):  # HiGHS 1.16.0 also says who it is
                told.update([json.loads(line)[1:]])
        if tried.returncode:
            told[names()[len(told)]] = ENDED
    return {name for name, fault in told.items() if fault}


@pytest.mark.solver_versions
def test_the_solver_at_hand_finds_every_answer_but_where_its_version_is_known_not_to():
    known = known_fault("highs", HIGHS)
    left_out = known is not None and known.with_presolve_only  # then forcegen does without presolve

    assert failed() == (set() if left_out else WRONG.get(HIGHS, set()))


@pytest.mark.solver_versions
def test_the_trials_tell_what_is_wrong_with_the_presolve_of_a_version():
    """Also where it is left out because of that: it is still as wrong as the table says."""
    assert failed(WITH_PRESOLVE) == WRONG.get(HIGHS, set())


def test_every_version_of_highs_known_to_be_wrong_was_seen_to_fail_a_trial():
    assert {fault.version for fault in KNOWN_FAULTS if fault.solver == "highs"} <= set(WRONG)


@pytest.mark.solver_versions
def test_all_together_take_less_than_two_seconds():
    """Of the processor, what is loaded for them included: this machine may have other things to do."""
    code = f"import time\nbegan = time.process_time()\n{CHILD}\nprint(time.process_time() - began)"

    before = slowness()
    spent = float(child(code).stdout.splitlines()[-1])

    assert spent < 2.0 * max(before, slowness())


# --- the answers: every corner for every choice of whole numbers ---------------------------------


def true_run(solver: DirectHighs, _: float) -> SolveOutcome:
    """A solver that is never wrong."""
    return answer(Live.of(solver))


def test_every_known_answer_is_what_trying_everything_comes_to(monkeypatch: pytest.MonkeyPatch):
    """Also the prices, and that the values keep all rows, by the same judge that HiGHS has."""
    monkeypatch.setattr(DirectHighs, "run", true_run)

    assert {name: fault for name, fault in try_all() if fault} == {}


def test_there_are_enough_trials_each_with_a_claim_of_its_own():
    assert len(TRIALS) >= 35
    assert len(set(names())) == len(TRIALS)


# --- lies -----------------------------------------------------------------------------------------


def stale(solver: DirectHighs, outcome: SolveOutcome) -> SolveOutcome:
    """Values that keep every row, and are not the best."""
    found = extremes(Live.of(solver))
    return outcome if found is None else replace(outcome, values=found.most)


def too_high(_: DirectHighs, outcome: SolveOutcome) -> SolveOutcome:
    return replace(outcome, bound=outcome.bound + max(1.0, 0.01 * abs(outcome.bound)))


def no_plan(solver: DirectHighs, outcome: SolveOutcome) -> SolveOutcome:
    """What can be is called impossible, and what cannot be is called proved."""
    if outcome.ending == "infeasible":
        return replace(outcome, ending="proved", values=np.zeros(solver.program.count), bound=0.0)
    return SolveOutcome(ending="infeasible", values=None, bound=math.inf)


def no_numbers(_: DirectHighs, outcome: SolveOutcome) -> SolveOutcome:
    return (
        outcome if outcome.values is None else replace(outcome, values=np.full_like(outcome.values, np.nan))
    )


def too_few(_: DirectHighs, outcome: SolveOutcome) -> SolveOutcome:
    return outcome if outcome.values is None else replace(outcome, values=outcome.values[:-1])


def not_whole(solver: DirectHighs, outcome: SolveOutcome) -> SolveOutcome:
    if outcome.values is None:
        return outcome
    return replace(outcome, values=np.where(solver.program.whole, outcome.values + 0.5, outcome.values))


def not_proved(_: DirectHighs, outcome: SolveOutcome) -> SolveOutcome:
    return replace(outcome, ending="stopped")


def failing(_: DirectHighs, __: SolveOutcome) -> SolveOutcome:
    raise RuntimeError("no licence")


def no_prices(_: DirectHighs, outcome: SolveOutcome) -> SolveOutcome:
    return replace(outcome, duals=None if outcome.duals is None else -outcome.duals)


Lie = Callable[[DirectHighs, SolveOutcome], SolveOutcome]


def told(monkeypatch: pytest.MonkeyPatch, lie: Lie) -> dict[str, str]:
    """What each trial says of a solver that lies like this."""
    monkeypatch.setattr(DirectHighs, "run", lambda solver, seconds: lie(solver, true_run(solver, seconds)))
    return dict(try_all())


def unheard(faults: dict[str, str]) -> set[str]:
    return {name for name, fault in faults.items() if not fault}


def trials(wanted: Callable[[Trial], bool]) -> set[str]:
    """The trials for which a lie is none: what it would change is not there."""
    return {trial.name for trial in TRIALS if wanted(trial)}


def impossible(trial: Trial) -> bool:
    return all(step.least is None for step in trial.steps)


@pytest.mark.parametrize("lie", [no_plan, not_proved, failing])
def test_every_trial_tells_a_wrong_ending(lie: Lie, monkeypatch: pytest.MonkeyPatch):
    assert unheard(told(monkeypatch, lie)) == set()


def test_every_trial_tells_a_bound_above_the_least(monkeypatch: pytest.MonkeyPatch):
    assert unheard(told(monkeypatch, too_high)) == trials(impossible)


def test_every_trial_tells_values_that_are_not_the_best(monkeypatch: pytest.MonkeyPatch):
    """But where all that can be is equally good."""
    only = {
        "a program of nothing costs nothing",
        "a program without columns keeps its rows",
        "without an objective the rows are kept all the same",
        "whole numbers that must add up to one sum are found",
    }

    assert unheard(told(monkeypatch, stale)) == trials(impossible) | only


@pytest.mark.parametrize("lie", [no_numbers, too_few])
def test_every_trial_tells_values_that_are_none(lie: Lie, monkeypatch: pytest.MonkeyPatch):
    assert unheard(told(monkeypatch, lie)) == trials(
        lambda trial: impossible(trial) or not trial.tiny.columns
    )


def test_every_trial_of_whole_numbers_tells_halves(monkeypatch: pytest.MonkeyPatch):
    continuous = trials(lambda trial: not any(column.whole for column in trial.tiny.columns))

    assert unheard(told(monkeypatch, not_whole)) == trials(impossible) | continuous


def test_every_trial_of_prices_tells_prices_with_the_wrong_sign(monkeypatch: pytest.MonkeyPatch):
    unpriced = trials(lambda trial: all(step.prices is None for step in trial.steps))

    assert unheard(told(monkeypatch, no_prices)) == unpriced


def test_values_of_the_start_are_called_so(monkeypatch: pytest.MonkeyPatch):
    def start_again(solver: DirectHighs, outcome: SolveOutcome) -> SolveOutcome:
        return outcome if solver.start is None else replace(outcome, values=solver.start)

    faults = told(monkeypatch, start_again)

    assert faults["HiGHS 1.16.0: a start is not handed back with the value of a better plan"] == (
        "values of the start were handed back: 301 where 101 is the least"
    )
    assert faults["a start that breaks a row is left"] == "row 1 comes to 0, not from 7 to inf"
    assert faults["a start that breaks what is kept is left"] == (
        "in search 2, the cost kept from search 1 comes to 300, above 190"
    )
    assert faults["a start that is the best is the answer"] == ""


def test_a_failure_is_told_with_its_kind_and_its_words(monkeypatch: pytest.MonkeyPatch):
    assert set(told(monkeypatch, failing).values()) == {"the search failed: RuntimeError: no licence"}


# --- how they are asked ---------------------------------------------------------------------------


def test_what_ended_a_process_is_left_out_by_the_next(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(DirectHighs, "run", true_run)

    assert [name for name, _ in try_all(after=names()[-3])] == list(names()[-2:])
    assert list(try_all(after=names()[-1])) == []


def test_one_trial_is_asked_by_its_name(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(DirectHighs, "run", true_run)

    assert try_one(names()[0]) == ""
    with pytest.raises(KeyError):
        try_one("a trial that nobody made")


def test_asking_for_names_loads_no_solver():
    """Whoever reads the list goes on where a solver ends the process that tries it."""
    code = (
        "import sys, solver.optimise.trials as trials; trials.names(); "
        "sys.exit(bool({'highspy', 'pulp'} & set(sys.modules)))"
    )

    assert child(code).returncode == 0

"""The solver that answers a study's points, and its version: part of what a kept point rests on."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from study_cases import InlineExecutor, exactly
from test_sweep import CAP, three_companies

from solver.errors import SolverError
from solver.optimise import pulp_backend
from solver.optimise.pulp_backend import solver_names
from solver.optimise.solver_here import solver_here
from solver.solution import SolverUsed
from solver.studies import point_worker
from solver.studies.point_store import PointStore
from solver.studies.study_input import StudyInput
from solver.studies.study_run import StudyRun
from solver.studies.sweep.asked import sweep_study
from solver.studies.workers import Workers

WITH_CBC = pytest.mark.skipif("cbc" not in solver_names(), reason="CBC is not installed here")

Program = Callable[[str], Path]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Puts a program with these lines in the place of whatever PuLP would start."""
    path = tmp_path / "cbc"

    def write(lines: str) -> Path:
        path.write_text(f"#!/bin/sh\n{lines}\n")
        path.chmod(stat.S_IRWXU)
        solver_here.cache_clear()
        return path

    monkeypatch.setattr(pulp_backend, "find_solver", lambda _: "COIN_CMD")
    monkeypatch.setattr(pulp_backend, "program_of", lambda _: str(path))
    return write


@pytest.fixture(autouse=True)
def _forget() -> None:
    solver_here.cache_clear()


def key_with(solver: str) -> str:
    """The hash that all points of a study share, with a solver."""
    plan = three_companies()
    return StudyInput(plan=plan, baseline=None, options=replace(exactly(plan), solver=solver)).key


@pytest.mark.skipif(sys.platform == "win32", reason="a program of a few lines")
def test_another_build_of_the_solver_finds_none_of_its_points(program: Program) -> None:
    """The same path and the same version, another file: CBC was built anew."""
    program("echo Version: 2.10.3")
    before = key_with("cbc")
    program("echo Version: 2.10.3 # built anew")

    assert key_with("cbc") != before


@pytest.mark.skipif(sys.platform == "win32", reason="a program of a few lines")
def test_a_program_is_told_by_what_it_says_and_by_its_file(program: Program) -> None:
    program("echo 'Welcome to CBC'; echo 'Version: 2.10.3'; exit 3")
    said = solver_here("cbc")
    program("exit 1")
    silent = solver_here("cbc")

    assert said.name == silent.name == "COIN_CMD"
    assert said.version.startswith("2.10.3 sha256 ")
    assert silent.version.startswith("sha256 ")


def test_a_solver_that_is_not_there_is_said_before_any_point_is_asked() -> None:
    with pytest.raises(SolverError, match="no solver is called 'hihgs'"):
        key_with("hihgs")


@WITH_CBC
def test_a_point_that_takes_no_search_is_told_with_the_solver_that_proved_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From 450 on nothing changes: what lies between both ends is CBC's plan, not HiGHS's."""
    used: list[SolverUsed] = []
    measured = point_worker.measures

    def seen(*given: object) -> object:
        used.append(given[3].solver)  # type: ignore[attr-defined]  # the solution
        return measured(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(point_worker, "measures", seen)
    plan = three_companies()
    store = PointStore(folder=tmp_path, sources=())
    store.open({})
    run = StudyRun(
        given=StudyInput(plan=plan, baseline=None, options=replace(exactly(plan), solver="cbc")),
        workers=Workers(executor=InlineExecutor(), places=1, memory=10_000),
        store=store,
    )
    answer = run.play(sweep_study(plan, [f"{CAP}=450..1000:50"]).rounds(run.given, run.solve_base()))

    assert not any(point.searches for point in answer.points[1:-1])
    assert {each.name for each in used} == {solver_here("cbc").name}
    assert solver_here("cbc").version in {each.version for each in used}
    assert all(point.versions[-2:] == tuple(solver_here("cbc")) for point in run.known.values())

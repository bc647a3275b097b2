"""What counts as the same as last night; and folders for temporary files that outlive their makers."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from solver.isolation.processes import new_scratch, sweep_scratch
from solver.nightly import plan_identity as module
from solver.nightly.plan_identity import plan_fingerprint
from solver.optimise.solver_here import solver_here
from solver.record import RunSpec, SolverOptions, Versions

NOBODY = 4_194_304
"""A process number that no system gives."""


def test_the_same_plan_is_the_same_whatever_it_is_compared_with():
    once = plan_fingerprint("plan.xlsx", "1a", RunSpec())

    assert once == plan_fingerprint("plan.xlsx", "1a", RunSpec(baseline="yesterday.xlsx"))
    assert len(once) == 64


def test_another_content_scenario_setting_or_name_is_another_plan():
    asked = [
        ("plan.xlsx", "1a", RunSpec()),
        ("other.xlsx", "1a", RunSpec()),
        ("plan.xlsx", "2b", RunSpec()),
        ("plan.xlsx", "1a", RunSpec(scenario="cap")),
        ("plan.xlsx", "1a", RunSpec(search=SolverOptions(gap=0.01))),
        ("plan.xlsx", "1a", RunSpec(search=SolverOptions(solver="cbc"))),
        ("plan.xlsx", "1a", RunSpec(strict=True)),
    ]
    hashes = {plan_fingerprint(*parts) for parts in asked}

    assert len(hashes) == len(asked)


@pytest.mark.parametrize("name", ["forcegen", "pulp", "pandas"])
def test_another_version_is_solved_again(name: str, monkeypatch: pytest.MonkeyPatch):
    before = plan_fingerprint("plan.xlsx", "1a", RunSpec())
    now = replace(module.versions(), **{name: "99.0"})
    monkeypatch.setattr(module, "versions", lambda: now)

    assert isinstance(now, Versions)
    assert plan_fingerprint("plan.xlsx", "1a", RunSpec()) != before


@pytest.mark.skipif(os.name == "nt", reason="a script is no program there")
def test_another_build_of_a_solver_is_solved_again_and_is_not_started_for_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    program, started = tmp_path / "glpsol", tmp_path / "started"
    hashes = set()
    for build in ("one", "two"):
        program.write_text(f"#!/bin/sh\ntouch {started}\n# {build}\n")
        program.chmod(0o755)
        solver_here.cache_clear()
        hashes.add(plan_fingerprint("plan.xlsx", "1a", RunSpec(search=SolverOptions(solver="glpk"))))
    solver_here.cache_clear()

    assert len(hashes) == 2
    assert not started.exists()


def test_temporary_files_of_a_killed_night_go_and_those_of_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    mine, killed, planners = new_scratch(), tmp_path / f"forcegen-{NOBODY}-x", tmp_path / "forcegen-notes-1"
    for folder in (killed, planners):
        folder.mkdir()
        (folder / "model.mps").write_text("half")
    sweep_scratch()

    assert sorted(tmp_path.iterdir()) == sorted([mine, planners])
    assert mine.name.startswith(f"forcegen-{os.getpid()}-")

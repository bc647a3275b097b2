"""Versions of solvers that are known to be wrong: said to the planner, kept out by pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from solver.optimise.known_faults import KNOWN_FAULTS, known_fault, requirement

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


def required(package: str) -> str:
    """What pyproject.toml asks of a package."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    return next(each for each in project["dependencies"] if each.startswith(package))


def test_pyproject_excludes_exactly_the_versions_known_to_be_wrong():
    """By name, or because they are older than any that it admits."""
    asked = Requirement(required("highspy")).specifier
    wrong = {fault.version for fault in KNOWN_FAULTS if fault.solver == "highs"}

    assert {version for version in wrong if version in asked} == set()
    assert {each.version for each in asked if each.operator == "!="} <= wrong


def test_the_remedy_is_what_pyproject_requires():
    assert requirement() == required("highspy")


@pytest.mark.parametrize("version", ["1.14.0", "1.16.0"])
def test_a_version_known_to_be_wrong_is_told_with_what_goes_wrong_its_source_and_the_remedy(version: str):
    fault = known_fault("HiGHS", version)

    assert fault is not None
    assert fault.sentence.startswith(f"HiGHS {version} is known to be wrong: ")
    assert fault.wrong in fault.sentence
    assert fault.source in fault.sentence
    assert fault.sentence.endswith(f'pip install "{required("highspy")}"')


@pytest.mark.parametrize(
    ("name", "version"),
    [("highs", "1.15.1"), ("highs", "1.14.01"), ("highs", "unknown"), ("highs", ""), ("cbc", "1.14.0")],
)
def test_nothing_is_told_of_other_versions_and_solvers(name: str, version: str):
    assert known_fault(name, version) is None


def test_no_version_stands_in_the_table_twice():
    known = [(fault.solver, fault.version) for fault in KNOWN_FAULTS]

    assert len(known) == len(set(known))


def test_what_is_known_can_be_asked_where_no_solver_is_to_be_loaded():
    """A solver that breaks as it is loaded must not keep us from saying that it is known to."""
    code = "import sys, solver.optimise.known_faults; sys.exit(bool({'highspy', 'pulp'} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

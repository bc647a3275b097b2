"""Five for each rule: its function, the names of its rows, its section in the docs, its check, its tests."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from rule_plans import RULE_PLANS, program_of

from solver import audit, schema
from solver.audit import WITH_YES_NO
from solver.model.build import DEFINITIONS, RULES
from solver.model.data import eligible
from solver.model.objectives import OBJECTIVES
from solver.model.pulp_bridge import row_names
from solver.optimise.rounding import DERIVED

HERE = Path(__file__).parent
MODEL_MD = HERE.parents[1] / "docs" / "model.md"
EVERY_RULE = [eligible, *RULES]
EVERY_SECTION = [*EVERY_RULE, *DEFINITIONS, *OBJECTIVES.values()]


def name_of(function: Callable[..., object]) -> str:
    """For the names of tests."""
    return function.__name__


def first_sentence(text: str) -> str:
    """Up to the first full stop that ends a line or is followed by a blank."""
    return re.split(r"(?<=\.)\s", " ".join(text.split()), maxsplit=1)[0]


def sections() -> dict[str, str]:
    """The sections of docs/model.md whose heading is a function's name: what stands below it."""
    parts = re.split(r"^#+ (.+)$", MODEL_MD.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {heading.strip("` "): body for heading, body in zip(parts[1::2], parts[2::2], strict=True)}


def beside_this_file() -> list[str]:
    """Names of all test functions beside this file."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(HERE.glob("test_*.py"))]
    return [node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_a_rules_rows_bear_its_name(rule: Callable[..., object]):
    names = row_names(program_of(rule.__name__))

    assert any(name.startswith(f"{rule.__name__}_") for name in names)


def test_every_row_of_a_program_bears_the_name_of_a_rule_or_helper():
    helpers = {function.__name__ for function in DEFINITIONS} | {"arrive", "changed", "worst", "burden"}
    known = {function.__name__ for function in RULES} | helpers
    for name in RULE_PLANS:
        rules = program_of(name).rules

        assert {rule.name for rule in rules} <= known


@pytest.mark.parametrize("function", EVERY_SECTION, ids=name_of)
def test_the_docs_have_a_section_that_opens_as_the_function_does(function: Callable[..., object]):
    section = sections()[function.__name__]

    assert first_sentence(section) == first_sentence(inspect.getdoc(function) or "")


def test_the_docs_have_a_row_for_each_rule_in_the_table_of_rules():
    table = sections()["Rules at a glance"]

    assert re.findall(r"^\| \[`(\w+)`\]\(#\w+\)", table, flags=re.MULTILINE) == [
        rule.__name__ for rule in EVERY_RULE
    ]


def test_the_audit_checks_every_rule_under_its_name():
    assert list(audit.RULES) == [rule.__name__ for rule in EVERY_RULE]


@pytest.mark.parametrize("rule", EVERY_RULE, ids=name_of)
def test_every_rule_has_tests_of_its_own(rule: Callable[..., object]):
    assert any(name.startswith(f"test_{rule.__name__}_") for name in beside_this_file())


@pytest.mark.parametrize("objective", OBJECTIVES.values(), ids=name_of)
def test_every_objective_has_tests_of_its_own(objective: Callable[..., object]):
    assert any(name.startswith(f"test_{objective.__name__}_") for name in beside_this_file())


def test_the_planner_may_rank_every_objective_and_no_other():
    assert sorted(OBJECTIVES) == sorted(schema.OBJECTIVES)


def test_every_decision_is_searched_for_or_follows_from_others():
    """What is left out of both would keep the solver's value beside the rounded units."""
    searched = {"send", "placed", "lead"}

    assert {group.name for group in program_of("lead_nation").groups} == searched | set(DERIVED)


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_a_rule_on_yes_no_decisions_is_one_that_a_relaxed_plan_need_not_keep(rule: Callable[..., object]):
    """Else the audit refuses what --relax finds: its rows hold for parts of a yes."""
    program = program_of(rule.__name__)
    send, starts = program.group("send"), program.matrix.starts
    named = {
        column
        for each in program.rules
        if each.name == rule.__name__
        for column in program.matrix.column[starts[each.start] : starts[each.start + len(each.rows.limit)]]
    }
    yes_no = {column for column in named if program.whole[column] and not send.start <= column < send.stop}

    assert not yes_no or rule.__name__ in WITH_YES_NO

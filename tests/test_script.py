"""For people who script: what they write can be audited from the workbook alone."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
from pathlib import Path

import openpyxl
import pytest

import solver
from solver.errors import PlanError, told
from solver.excel.template.template import template_bytes
from solver.runs.recheck import audit_written

ROWS = {
    "Contingents": [
        {"Contingent": name, "Nation": name, "Capability": "Infantry", "Units": 3, "Heads per unit": 100}
        for name in ("EST", "FRA")
    ],
    "Sites": [{"Site": "Lviv"}, {"Site": "Odesa"}],
    "Requirements": [
        {"Site": "Lviv", "Role": "Infantry", "Target": 300},
        {"Site": "Odesa", "Role": "Infantry", "Target": 200},
    ],
    "Scenarios": [
        {"Scenario": "small", "Sheet": "Requirements", "Row": "Lviv", "Column": "Target", "Value": 100}
    ],
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Five companies are asked for, three at Lviv; in the scenario, three in all."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(template_bytes(ROWS))
    return path


def run_sheet(path: Path) -> dict[object, object]:
    """The facts of the sheet Run."""
    rows = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))["Run"].iter_rows(values_only=True)
    return {row[0]: row[1] for row in rows}


def test_a_plan_of_a_scenario_is_written_with_its_name(book: Path, tmp_path: Path):
    plan = solver.read_plan(book, scenario="small")
    solution = solver.solve(plan)
    results = solver.write_results(plan, solution, book, tmp_path / "out.xlsx", scenario="small")

    assert results.totals.heads == 300
    assert results.summary.scenario == "Scenario: small"
    assert audit_written(tmp_path / "out.xlsx")[0].clean
    assert "rotation" in str(run_sheet(tmp_path / "out.xlsx")["Audit: rules checked"])


def test_only_what_no_run_wrote_stays_beside_the_plan(
    book: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    """The plan has a record beside it, by which the next one knows that it may go."""
    output = tmp_path / "out.xlsx"
    output.write_bytes(b"a planner's own")
    plan = solver.read_plan(book)
    solution = solver.solve(plan)
    solver.write_results(plan, solution, book, output)
    solver.write_results(plan, solution, book, output, overrides=["Sites!Lviv!Capacity=9000"])

    (backup,) = tmp_path.glob("out.backup-*.xlsx")
    assert backup.read_bytes() == b"a planner's own"
    assert f"the file as it was: {backup}" in caplog.text
    assert json.loads((tmp_path / "out.xlsx.run.json").read_text("utf-8"))["status"] == "optimal"


def test_a_forgotten_scenario_is_told_and_nothing_is_written(book: Path, tmp_path: Path):
    """The workbook as it stands asks for five companies: that the plan lacks none would be untrue."""
    plan = solver.read_plan(book, scenario="small")
    solution = solver.solve(plan)

    with pytest.raises(PlanError, match="give the scenario, overrides and baseline") as raised:
        solver.write_results(plan, solution, book, tmp_path / "out.xlsx")

    assert "target shortfall is 200 in this plan, but 0 is claimed" in str(raised.value)
    assert not (tmp_path / "out.xlsx").exists()


def test_an_earlier_plan_is_kept_to(book: Path, tmp_path: Path):
    """Three companies where two have been: one is added, whether the earlier plan is a file or a table."""
    before = solver.solve(solver.read_plan(book, overrides=["Requirements!Lviv!Target=0"])).allocation
    plan = solver.read_plan(book, scenario="small")
    solution = solver.solve(plan, baseline=before)
    results = solver.write_results(
        plan, solution, book, tmp_path / "out.xlsx", scenario="small", baseline=before
    )

    assert (solution.ranks[-1].name, solution.ranks[-1].final) == ("changes", 1.0)
    assert results.totals.heads == 300
    assert audit_written(tmp_path / "out.xlsx")[0].clean

    again = solver.solve(solver.read_plan(book), baseline=tmp_path / "out.xlsx")

    assert again.ranks[-1].final == 2.0


def test_the_present_of_a_plan_is_kept_to_where_no_earlier_plan_is_given(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    """One company is there where five are asked for: four are added. What is odd is logged."""
    present = [
        {"Contingent": "FRA", "Site": "Lviv", "Units": 1},
        {"Nation": "EST", "Site": "Lvov", "Units": 1},
    ]
    path = tmp_path / "plan.xlsx"
    path.write_bytes(template_bytes({**ROWS, "Present": present}))
    file = tmp_path / "present.csv"
    file.write_text("Contingent,Site,Units\nFRA,Lviv,2\n", encoding="utf-8")
    plan, by_file = solver.read_plan(path), solver.read_plan(path, present=file)

    solution = solver.solve(plan)
    solver.write_results(plan, solution, path, tmp_path / "out.xlsx")

    assert [plan.warnings[0].cell, by_file.warnings] == ["D3", ()]
    assert (solution.ranks[-1].name, solution.ranks[-1].final) == ("changes", 4.0)
    assert solver.solve(by_file).ranks[-1].final == 3.0
    assert audit_written(tmp_path / "out.xlsx")[0].clean
    assert caplog.text == ""
    solver.solve(solver.Plan.from_tables({**ROWS, "Present": present}))
    assert "Present row 2, Site: 1 unit is not matched: the plan has no site 'Lvov'" in caplog.text


def test_an_earlier_plan_is_kept_to_by_the_calendar_after_its_first_period_is_over(tmp_path: Path):
    """What July 2027 held as period 2 is what it holds now as period 1: nothing changes."""
    moving = {
        **ROWS,
        "Requirements": [
            {"Site": "Lviv", "Role": "Infantry", "Target": 300, "From": dt.date(2027, 1, 1)},
            {"Site": "Odesa", "Role": "Infantry", "Target": 200, "From": dt.date(2027, 7, 1)},
        ],
    }
    settings = {"2027-01-01": 2, "2027-07-01": 1}
    first, second = (tmp_path / f"{start}.xlsx" for start in settings)
    for path, (start, periods) in zip((first, second), settings.items(), strict=True):
        said = [
            {"Name": "Start", "Value": dt.date.fromisoformat(start)},
            {"Name": "Periods", "Value": periods},
        ]
        path.write_bytes(template_bytes({**moving, "Settings": said}))
    plan = solver.read_plan(first)
    solver.write_results(plan, solver.solve(plan), first, tmp_path / "before.xlsx")

    solution = solver.solve(solver.read_plan(second), baseline=tmp_path / "before.xlsx")

    assert solution.allocation["units"].sum() == 5
    assert solution.ranks[-1].name == "changes"
    assert solution.ranks[-1].final == 0


def test_the_text_of_a_plan_error_says_errors_first_and_which_are_only_warnings():
    """Whoever scripts sees the text alone: what stops the plan stands before what is merely odd."""
    error = PlanError([told("odd", "warning"), told("wrong"), told("strange", "warning"), told("worse")])

    assert str(error) == "wrong\nworse\nwarning: odd\nwarning: strange"


def test_a_script_asks_why_a_pledge_is_not_used(book: Path):
    """In the scenario three companies are asked for and six pledged: another could be used for nothing."""
    plan = solver.read_plan(book, scenario="small")
    solution = solver.solve(plan)
    unused = next(iter({"EST", "FRA"} - set(solution.allocation["contingent"])), "EST")
    (answer,) = solver.explain(plan, solution, solver.Question(kind="why_not", contingent=unused.lower()))

    assert answer.question.contingent == unused
    assert (answer.possible, answer.claim, answer.first_worse) == (True, "proved", None)


@pytest.mark.parametrize("what", ["contingents", "nations", "settings"])
def test_a_script_that_changed_the_tables_is_told_to_do_so_before(book: Path, what: str):
    plan = solver.read_plan(book)
    solution = solver.solve(plan)
    new = {
        "contingents": plan.contingents.assign(units=5),
        "nations": plan.nations.assign(deployable_pool=9.0),
        "settings": dataclasses.replace(plan.settings, largest_share=0.9),
    }
    changed = dataclasses.replace(plan, **{what: new[what]})

    with pytest.raises(ValueError, match="change them before"):
        solver.explain(changed, solution, solver.Question(kind="why_not", contingent="EST"))


def test_a_script_is_told_which_name_is_wrong(book: Path):
    plan = solver.read_plan(book)

    with pytest.raises(PlanError, match="unknown contingent 'ESP'; did you mean 'EST'"):
        solver.explain(plan, solver.solve(plan), solver.Question(kind="why_not", contingent="ESP"))

"""Plans without a workbook: tables given by a script, checked as those of a workbook are."""

from __future__ import annotations

import contextlib
import doctest
import io
import re
from pathlib import Path

import pandas as pd
import pytest
from small_plans import FOUR_PERIODS, Workbook, a_plan, sheets_of

import solver
from solver.errors import PlanError

BASE = sheets_of(FOUR_PERIODS)
README = Path(__file__).parents[2] / "README.md"


def found(tables: dict[str, object]) -> list[str]:
    """What is wrong with the tables."""
    with pytest.raises(PlanError) as raised:
        solver.Plan.from_tables(tables)
    return [str(finding) for finding in raised.value.findings]


def test_rows_and_frames_give_the_plan_of_a_workbook():
    of_workbook = a_plan(FOUR_PERIODS)
    frames = {name: pd.DataFrame(rows) for name, rows in BASE.items()}
    for plan in (solver.Plan.from_tables(BASE), solver.Plan.from_tables(frames)):
        assert plan.settings == of_workbook.settings
        for name in ("contingents", "sites", "requirements", "nations", "priorities"):
            # A sheet's first row is row 2, below its header; a table's is row 1.
            expected = getattr(of_workbook, name)
            rows = expected["sheet_row"].where(expected["sheet_row"] == 0, expected["sheet_row"] - 1)
            pd.testing.assert_frame_equal(getattr(plan, name), expected.assign(sheet_row=rows))


def test_a_finding_names_table_row_and_column():
    """Rows are counted from 1, whatever the index of a frame is."""
    pledge = BASE["Contingents"][0]
    rows = [{**pledge, "Contingent": f"EST-{number}"} for number in range(3)]
    rows[2]["Units"] = "four"
    frame = pd.DataFrame(rows, index=[10, 20, 30])
    for given in (rows, frame):
        assert found({**BASE, "Contingents": given})[0].startswith(
            "Contingents row 3, Units: Units is 'four'; expected a whole number"
        )


def test_all_findings_come_at_once():
    pledge = {**BASE["Contingents"][0], "Units": -1}
    messages = found({**BASE, "Contingents": [pledge], "Sites": [{"Site": "Lviv", "Open": "perhaps"}]})

    assert [message.split(":")[0] for message in messages] == [
        "Contingents row 1, Units",
        "Sites row 1, Open",
    ]


def test_sheets_and_headers_are_named_in_any_case():
    tables = {name.upper(): rows for name, rows in BASE.items()}
    tables["SITES"] = [{"site": "Lviv", "ZONE": "West"}]

    assert solver.Plan.from_tables(tables).sites["zone"].tolist() == ["West"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Contingent": []}, "Contingent: unknown sheet 'Contingent'; did you mean 'Contingents'?"),
        (
            {"Sites": [{"Site": "Lviv", "Capacty": 9}]},
            "Sites: sheet Sites has no column 'Capacty'; did you mean 'Capacity'?",
        ),
        ({"Sites": [{"Site": "Lviv", "site": "Odesa"}]}, "Sites: column Site is given twice; keep one"),
        ({"sites": []}, "Sites: the sheet is given twice; keep one"),
        (
            {"Sites": pd.DataFrame([["Lviv", "Lviv"]], columns=["Site", "Site"])},
            "Sites: column Site is given twice; keep one",
        ),
    ],
)
def test_what_no_sheet_knows_is_an_error(change: dict[str, object], message: str):
    """A column that nobody reads would be lost without a word."""
    assert message in found({**BASE, **change})


def test_a_table_that_is_missing_is_named():
    assert any("sheet Contingents is missing" in message for message in found({}))


def test_blanks_of_every_sort_are_blank():
    units = pd.array([1, None], dtype="Int64")
    sites = pd.DataFrame({"Site": ["Lviv", "Odesa"], "Capacity": units, "From": [pd.NaT, pd.NaT]})

    assert solver.Plan.from_tables({**BASE, "Sites": sites}).sites["capacity"].isna().tolist() == [
        False,
        True,
    ]


def test_the_given_tables_stay_as_they_are():
    tables: Workbook = {name: [dict(row) for row in rows] for name, rows in BASE.items()}
    solver.Plan.from_tables(tables)

    assert tables == BASE


def test_the_example_of_the_docstring_runs():
    finder = doctest.DocTestFinder(recurse=False)
    (example,) = finder.find(solver.Plan.from_tables, "from_tables", globs={})
    assert doctest.DocTestRunner().run(example).failed == 0


def test_the_readme_shows_a_plan_from_tables():
    """Two companies of 100 fit into 250."""
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL)
    (block,) = [block for block in blocks if "from_tables" in block]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block, "README.md", "exec"), {})

    assert "POL-1 Infantry Lviv" in " ".join(printed.getvalue().split())
    assert " 2.0" in printed.getvalue()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"Name": "Periods", "Value": 2}, "got a single mapping; put it in a list: [{...}]"),
        ([["Periods", 2]], "got a list that holds list"),
        (pd.Series([1]), "got a list that holds int"),
        ("settings.csv", "got str"),
        (None, "got NoneType"),
    ],
)
def test_a_table_of_another_form_is_named_with_what_was_given(given: object, said: str):
    message = "Settings: expected a DataFrame or a list of rows, each a mapping of header to value, " + said
    with pytest.raises(PlanError) as raised:
        solver.Plan.from_tables({**BASE, "Settings": given})  # type: ignore[dict-item]

    assert [str(finding) for finding in raised.value.findings] == [message]


def test_rows_may_come_from_a_generator():
    plan = solver.Plan.from_tables({**BASE, "Sites": (dict(row) for row in BASE["Sites"])})

    assert len(plan.sites) == len(BASE["Sites"])

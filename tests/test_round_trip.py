"""A planner goes on working in the workbook that was written: it is a valid input again."""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference

from solver.excel.read.workbook import read_workbook
from solver.excel.read.written import read_written
from solver.runs.pipeline import Request, run
from solver.runs.recheck import audit_written

ROWS = {
    "Settings": [{"Name": "Periods", "Value": 2}],
    "Nations": [{"Nation": "Estonia"}, {"Nation": "France"}],
    "Contingents": [
        {
            "Contingent": f"{nation}-{number}",
            "Nation": nation,
            "Capability": "Infantry",
            "Units": 3,
            "Heads per unit": 150,
        }
        for nation in ("Estonia", "France")
        for number in (1, 2)
    ],
    "Sites": [{"Site": "Lviv", "Zone": "East"}, {"Site": "Odesa", "Zone": "South"}],
    "Requirements": [
        {"Site": "Lviv", "Role": "Infantry", "Target": 900},
        {"Site": "Odesa", "Role": "Infantry", "Minimum": 300, "Target": 450},
    ],
    "Areas": [{"Area": "Estonia", "Nation": "Estonia", "Own": 4000}],
    "Drawdown caps": [{"Applies to": "Estonia", "Stock": "own", "Cap heads": 1400}],
}
TIMES = re.compile(r"^(Started|Seconds|Time|Seal)|\((s|UTC)\)$|seconds", re.IGNORECASE)


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> tuple[Path, Path]:
    """A workbook before and after its first run; a view of the planner's own reads the results."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet, rows in ROWS.items():
        table = book.create_sheet(sheet)
        headers = list(dict.fromkeys(header for row in rows for header in row))
        for row in [headers, *([row.get(header) for header in headers] for row in rows)]:
            table.append(row)
    view = book.create_sheet("My view")
    view["A1"], view["B1"] = "Heads sent", "=SUM(Allocation!I4:I999)"
    view["A2"], view["B2"] = "from France", '=SUMIFS(Allocation!I4:I999,Allocation!B4:B999,"France")'
    for title in ("Allocation", "Summary"):
        page = book.create_sheet(title)
        chart = BarChart()
        chart.add_data(Reference(page, min_col=9, min_row=3, max_row=20), titles_from_data=True)
        view.add_chart(chart, "D2" if title == "Summary" else "D20")
        del book[title]
    folder = tmp_path_factory.mktemp("first")
    book.save(folder / "plan.xlsx")
    return folder / "plan.xlsx", solved(folder / "plan.xlsx", folder / "solved.xlsx")


@pytest.fixture
def unsolved(both, tmp_path) -> Path:
    """The workbook before its first run."""
    return Path(shutil.copy(both[0], tmp_path / "unsolved.xlsx"))


@pytest.fixture
def plan(both, tmp_path) -> Path:
    """The workbook after its first run."""
    return Path(shutil.copy(both[1], tmp_path / "plan.xlsx"))


def solved(path: Path, output: Path | None = None) -> Path:
    """The workbook solved, in place where no output is named."""
    ended = run(Request(source=path, output=output, in_place=output is None))

    assert ended.exit_code == 0
    return output or path


def parts(path: Path) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def run_sheet(path: Path) -> list[tuple[object, ...]]:
    """The rows of Run but for those that tell times, and for the seal of them."""
    page = openpyxl.load_workbook(path)["Run"]
    rows = [tuple(cell.value for cell in row) for row in page.iter_rows()]
    return [row for row in rows if not TIMES.search(str(row[0] or ""))]


def test_the_output_solves_to_the_same_plan(unsolved, plan, tmp_path):
    """Its result sheets are no input; its tables are the same."""
    second = solved(plan, tmp_path / "second.xlsx")

    pd.testing.assert_frame_equal(read_written(second).allocation, read_written(plan).allocation)
    assert read_workbook(second).tables_sha256 == read_workbook(unsolved).tables_sha256
    assert audit_written(second)[0].clean


def test_solving_twice_in_place_changes_nothing_but_the_times(plan):
    """The file after the second run is that of the first, but for the times on Run."""
    once = parts(solved(plan))
    told = run_sheet(plan)
    twice = parts(solved(plan))

    changed = {name for name in once.keys() | twice.keys() if once.get(name) != twice.get(name)}
    assert changed <= {"xl/worksheets/forcegen_run.xml"}
    assert run_sheet(plan) == told


def test_a_table_that_changed_since_the_plan_is_said_by_the_audit(plan):
    """The plan may still hold, but it was made from something else."""
    assert not [found for found in audit_written(plan)[1] if "have changed" in found.message]
    book = openpyxl.load_workbook(plan)
    book["Sites"]["B2"] = "West"
    book.save(plan)

    assert [found for found in audit_written(plan)[1] if "have changed" in found.message]


def test_the_planners_charts_on_results_stay_as_they_are(unsolved, plan):
    """Byte for byte, and the sheets that they read keep their names and places."""
    before = parts(unsolved)
    titles = openpyxl.load_workbook(plan).sheetnames
    book = openpyxl.load_workbook(plan)
    solved(plan)
    after = parts(plan)

    charts = [name for name in before if "/charts/" in name or "/drawings/" in name]
    assert len([name for name in charts if "/charts/chart" in name]) == 2
    assert all(after[name] == before[name] for name in charts)
    assert b"Allocation" in b"".join(before[name] for name in charts)
    assert openpyxl.load_workbook(plan).sheetnames == titles
    assert titles.index("My view") < titles.index("Summary")
    assert book["My view"]["B1"].value == "=SUM(Allocation!I4:I999)"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_planners_formulas_on_results_follow_each_run(plan, tmp_path):
    """Opened in LibreOffice, they show the plan of the last run, not that of the first."""
    earlier = Path(shutil.copy(plan, tmp_path / "earlier.xlsx"))
    book = openpyxl.load_workbook(plan)
    target = [cell.value for cell in book["Requirements"][1]].index("Target") + 1
    book["Requirements"].cell(2, target).value = 300
    book.save(plan)
    solved(plan)

    assert shown(tmp_path, earlier, plan) == [heads_sent(earlier), heads_sent(plan)]
    assert heads_sent(plan) < heads_sent(earlier)


def heads_sent(path: Path) -> float:
    """The sum of the Heads column of Allocation, from its header on."""
    page = openpyxl.load_workbook(path)["Allocation"]
    return sum(cell.value or 0 for (cell,) in page["I4:I999"])


def shown(folder: Path, *paths: Path) -> list[float]:
    """What LibreOffice shows in My view!B1 of each workbook."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    command += ["--outdir", str(folder / "copy"), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    copies = [openpyxl.load_workbook(folder / "copy" / path.name, data_only=True) for path in paths]
    return [copy["My view"]["B1"].value for copy in copies]

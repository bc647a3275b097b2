"""All scenarios in one go: each solved and written, compared in the plan of the workbook as it stands."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cli_cases import SHEETS, digest, forcegen, save_sheets, write_book
from inline_task import Inline
from openpyxl import load_workbook
from rich.console import Console

from solver.cli.scenarios_report import scenarios_table_of
from solver.isolation.processes import Stop
from solver.nightly import all_scenarios
from solver.nightly.all_scenarios import AllScenarios, run_all
from solver.nightly.task import WorkerTask
from solver.nightly.worker_process import RunningTask, log_of, start_alone
from solver.runs.pipeline import Request
from solver.schema import SCENARIOS_COMPARED
from solver.solution import ComparedScenario

HEADER = 3
NO_ESTONIA = SHEETS["Scenarios"]


def changed(scenario: str, sheet: str, row: str, column: str, value: object) -> dict[str, object]:
    """One changed cell of a scenario."""
    return {"Scenario": scenario, "Sheet": sheet, "Row": row, "Column": column, "Value": value}


IMPOSSIBLE = [
    changed("impossible", "Contingents", "EST-1", "Must deploy", "yes"),
    changed("impossible", "Drawdown caps", "Estonia", "Cap heads", 0),
]
WRONG = [changed("wrong", "Contingents", "FRA-1", "Units", "four")]

# One battery of air defence for each 200 heads, worth 50 heads, and nobody has one.
SUPPORTED = {
    "Nations": [{"Nation": "Estonia"}, {"Nation": "France", "Cost per head": 10}],
    "Roles": [{"Role": "Infantry"}, {"Role": "Air defence", "Measure": "units", "Unit worth": 50}],
    "Support ratios": [{"Role": "Air defence", "Per heads": 200, "Needs": 1}],
}


def inline(task: WorkerTask, work: Path, wake: Callable[[], None]) -> RunningTask:
    """Do a task in this process."""
    wake()
    return Inline(task)


def write(path: str = "plan.xlsx", scenarios: list[Any] | None = None, **sheets: Any) -> Path:
    """The small plan with these scenarios."""
    return write_book(Path(path), Scenarios=[*NO_ESTONIA, *(scenarios or [])], **sheets)


def of_all(source: Path, **asked: Any) -> AllScenarios:
    """What comes of all scenarios, solved in this process."""
    return run_all(Request(source=source, **asked), slots=1, launch=inline)


def names(found: AllScenarios) -> list[str]:
    """The scenarios in their order."""
    return [run.compared.scenario for run in found.runs]


def sheet_rows(path: str | Path) -> list[dict[str, object]]:
    """The rows of the sheet that compares, by their headers."""
    page = load_workbook(path)[SCENARIOS_COMPARED]
    header, *rows = page.iter_rows(min_row=HEADER, values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def titles(path: str | Path) -> list[str]:
    """The titles of a workbook's sheets."""
    return list(load_workbook(path, read_only=True).sheetnames)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A folder in which a workbook with an impossible and a wrong scenario was solved, and what was told."""
    folder = tmp_path_factory.mktemp("all")
    with contextlib.chdir(folder):
        source = write(scenarios=[*IMPOSSIBLE, *WRONG], **SUPPORTED)
        result = forcegen("solve", source, "--all-scenarios")
    return folder, result


@pytest.fixture
def there(ran: tuple[Path, Any], tmp_path: Path) -> Any:
    """What was told there, in a copy of that folder."""
    shutil.copytree(ran[0], tmp_path, dirs_exist_ok=True)
    return ran[1]


def test_the_sheet_has_the_numbers_of_every_scenario(there: Any):
    """Base: 150 + 300 of 500 heads asked for; 450 heads need 2.25 batteries of 50; France's cost 10 each.

    Estonia ties up 150 x (1 + 2). Without it: 300 heads, 60 %, 1.5 batteries lacking, the same cost.
    """
    base, other, *_ = sheet_rows("outputs/plan.xlsx")

    numbers = ("Force", "Coverage", "Lacking", "Support lacking", "Cost", "Taken: Estonia", "Differs in")
    assert [base[name] for name in numbers] == [450, 0.9, 50, 112.5, 3000, 450, "(base)"]
    assert [other[name] for name in numbers] == [
        *(300, 0.6, 200, 75, 3000, 0),
        "Force, Coverage, Lacking, Support lacking, Taken: Estonia",
    ]
    assert [base["Proof"], other["Proof"]] == ["proved", "proved"]
    assert [base["Workbook"], other["Workbook"]] == ["plan.xlsx", "plan - no Estonia.xlsx"]


def test_a_scenario_without_a_plan_says_the_least_to_give_in_a_line(there: Any):
    row = sheet_rows("outputs/plan.xlsx")[2]

    assert row["Scenario"] == "impossible"
    assert (row["Proof"], row["Force"], row["Workbook"]) == ("no plan", None, None)
    assert str(row["Why there is no plan"]).startswith("no plan keeps every hard rule. The least to give")
    assert "lower Units of EST-1 from 2 to 0 units" in str(row["Why there is no plan"])
    assert f"error: impossible: {row['Why there is no plan']}" in there.stderr
    assert not Path("outputs/plan - impossible.xlsx").exists()


def test_a_scenario_with_an_error_is_told_with_its_cell_and_the_others_are_solved(there: Any):
    row = sheet_rows("outputs/plan.xlsx")[3]
    told = [line for line in there.stderr.splitlines() if "Scenarios!E5" in line]

    assert (row["Scenario"], row["Proof"]) == ("wrong", "no plan")
    assert "'four'" in str(row["Why there is no plan"])
    assert len(told) == 1
    assert told[0].startswith("error: ")
    assert told[0].endswith("(scenario wrong)")
    assert there.exit_code == 3


def test_the_table_fits_the_terminal_base_first_and_marks_what_differs(there: Any):
    lines = there.stdout.splitlines()
    rows = {line.split("  ")[0].strip(): line for line in lines if line.startswith(" ")}

    assert max(map(len, lines)) <= 80
    assert "450 " in rows["base"]
    assert "*" not in rows["base"]
    assert "300*" in rows["no Estonia"]
    assert "60 %*" in rows["no Estonia"]
    assert "3,000 " in rows["no Estonia"]
    assert lines.index(rows["base"]) < lines.index(rows["no Estonia"])
    assert "Written: outputs/plan.xlsx" in lines
    assert "Written: outputs/plan - no Estonia.xlsx" in lines


def test_every_plan_is_written_as_any_other_with_its_record_and_passes_the_audit(there: Any):
    for name, scenario in (("plan.xlsx", None), ("plan - no Estonia.xlsx", "no Estonia")):
        result = forcegen("audit", f"outputs/{name}")
        record = json.loads(Path(f"outputs/{name}.run.json").read_text(encoding="utf-8"))

        assert result.exit_code == 0, result.output
        assert "breach" not in result.output
        assert record["scenario"] == scenario
        assert record["input"]["path"] == "plan.xlsx"
        assert record["outputs"][0]["path"] == f"outputs/{name}"
    assert SCENARIOS_COMPARED not in titles("outputs/plan - no Estonia.xlsx")


def test_the_audit_of_the_plan_says_that_the_scenarios_were_not_computed_again(there: Any):
    result = forcegen("audit", "outputs/plan.xlsx")

    assert f"the other rows of {SCENARIOS_COMPARED} (audit the workbook of each scenario)" in result.stdout


def test_a_number_that_the_record_does_not_know_is_a_breach(there: Any):
    book = load_workbook("outputs/plan.xlsx")
    book[SCENARIOS_COMPARED].cell(row=HEADER + 2, column=3).value = 999
    book.save("outputs/plan.xlsx")
    result = forcegen("audit", "outputs/plan.xlsx")

    assert result.exit_code == 3
    assert f"{SCENARIOS_COMPARED}!C5 is 999; as written it was 300" in result.stderr


def test_the_sheet_goes_with_the_next_plain_run(there: Any):
    """In the planner's own workbook, too, where it would stand stale."""
    assert forcegen("solve", "plan.xlsx").exit_code == 0
    assert SCENARIOS_COMPARED not in titles("outputs/plan.xlsx")

    assert of_all(Path("plan.xlsx"), in_place=True).exit_code == 3
    assert SCENARIOS_COMPARED in titles("plan.xlsx")
    assert forcegen("audit", "plan.xlsx").exit_code == 0
    assert forcegen("solve", "plan.xlsx", "--in-place").exit_code == 0
    assert SCENARIOS_COMPARED not in titles("plan.xlsx")


def test_in_place_writes_the_other_plans_where_plans_go_and_not_among_the_workbooks():
    source = write()
    found = of_all(source, in_place=True)

    assert [run.output for run in found.runs] == [source, Path("outputs/plan - no Estonia.xlsx")]
    assert [path.name for path in Path().glob("plan -*")] == []


def test_with_an_output_the_other_plans_lie_beside_it():
    Path("here").mkdir()
    found = of_all(write(), output=Path("here/mine.xlsx"))

    assert [str(run.output) for run in found.runs] == ["here/mine.xlsx", "here/mine - no Estonia.xlsx"]


def test_a_name_that_no_file_may_have_is_replaced_in_the_name_of_the_plan_alone():
    found = of_all(write(scenarios=[changed("a/b: c?", "Contingents", "FRA-1", "Units", 5)]))
    output = found.runs[2].output

    assert output is not None
    assert output.name.startswith("plan - a_b_ c_ ~")
    assert output.is_file()
    assert sheet_rows("outputs/plan.xlsx")[2]["Scenario"] == "a/b: c?"


def test_what_was_at_the_place_of_a_plan_is_kept_and_named():
    Path("outputs").mkdir()
    own = write("outputs/plan - no Estonia.xlsx")
    before = digest(own)
    found = of_all(write())
    backup = found.runs[1].backup

    assert backup is not None
    assert digest(backup) == before


def test_a_link_that_somebody_put_at_the_place_of_a_plan_is_not_followed():
    Path("outputs").mkdir()
    target = write("other.xlsx")
    before = digest(target)
    Path("outputs/plan - no Estonia.xlsx").symlink_to(target.absolute())
    found = of_all(write())

    assert digest(target) == before
    assert [run.exit_code for run in found.runs] == [0, 8]
    assert found.runs[1].compared.proof == "not written"
    assert found.exit_code == 8


def shown(path: Path) -> list[dict[str, object]]:
    """The sheet that compares and the totals of every plan beside it."""
    plans = sorted(path.parent.glob("*.run.json"))
    records = [json.loads(plan.read_text(encoding="utf-8")) for plan in plans]
    return [*sheet_rows(path), *({name: each[name] for name in ("scenario", "totals")} for each in records)]


def test_one_worker_and_two_come_to_the_same_in_the_same_order():
    source = write(scenarios=[*IMPOSSIBLE, changed("more", "Contingents", "FRA-1", "Units", 5)])
    found = []
    for slots in (1, 2):
        Path(f"of {slots}").mkdir()
        output = Path(f"of {slots}/plan.xlsx")
        ran = run_all(Request(source=source, output=output), slots=slots)
        found.append((names(ran), [run.exit_code for run in ran.runs], shown(output)))

    assert found[0][0] == ["base", "no Estonia", "impossible", "more"]
    assert found[0] == found[1]


def killing(scenario: str) -> Callable[[WorkerTask, Path, Callable[[], None]], RunningTask]:
    """Does tasks in this process, but for that of a scenario, whose process is killed."""

    def launch(task: WorkerTask, work: Path, wake: Callable[[], None]) -> RunningTask:
        if task.spec.scenario != scenario:
            return inline(task, work, wake)
        running = start_alone(task, log_of(task, work), wake)
        running.kill()
        return running

    return launch


def test_a_scenario_whose_process_is_killed_is_told_and_the_others_are_kept():
    found = run_all(Request(source=write()), slots=1, launch=killing("no Estonia"))
    row = sheet_rows("outputs/plan.xlsx")[1]

    assert [run.exit_code for run in found.runs] == [0, 9]
    assert found.exit_code == 9
    assert row["Proof"] == "no plan"
    assert "somebody killed its process" in str(row["Why there is no plan"])
    assert found.runs[1].record["findings"][0]["message"] == row["Why there is no plan"]


def test_where_the_base_has_no_plan_the_others_are_written_and_its_record_compares_them():
    """Both Estonian companies must go, and the cap lets one: only a scenario frees them."""
    free = [changed("free", "Locks", "*", "Enabled", "no")]
    source = write(scenarios=free, Locks=[{"Contingent": "EST-1", "Site": "Lviv", "Units at least": 2}])
    found = of_all(source)
    record = json.loads(Path("outputs/plan.xlsx.run.json").read_text(encoding="utf-8"))

    assert [run.exit_code for run in found.runs] == [4, 4, 0]
    assert found.exit_code == 4
    assert not Path("outputs/plan.xlsx").exists()
    assert [each["scenario"] for each in record["compared"]] == ["base", "no Estonia", "free"]
    assert record["compared"][2]["force"] == 450


def test_ctrl_c_keeps_what_is_finished_and_tells_what_was_not_begun(monkeypatch: pytest.MonkeyPatch):
    stop = Stop()

    @contextlib.contextmanager
    def heeding() -> Iterator[Stop]:
        yield stop

    monkeypatch.setattr(all_scenarios, "heeding_signals", heeding)
    source = write()
    found = run_all(
        Request(source=source),
        lambda progress: None if progress.message else stop.signals.append(signal.SIGINT),
        slots=1,
        launch=inline,
    )

    assert not Path("outputs/plan - no Estonia.xlsx.run.json").exists()  # an earlier run's plan keeps its own
    assert [run.exit_code for run in found.runs] == [0, 130]
    assert found.exit_code == 130
    assert sheet_rows("outputs/plan.xlsx")[1]["Why there is no plan"] == "it was stopped before it began"
    assert forcegen("audit", "outputs/plan.xlsx").exit_code == 0


def test_a_scenario_that_only_names_the_plan_is_the_workbook_as_it_stands():
    same = changed("as agreed", "Settings", "Plan name", "Value", "The plan as agreed")
    found = of_all(write(scenarios=[same]))

    assert names(found) == ["as agreed", "no Estonia"]


def test_a_scenario_called_base_that_changes_something_is_one_of_the_others():
    found = of_all(write(scenarios=[changed("Base", "Contingents", "FRA-1", "Units", 5)]))

    assert names(found) == ["as it stands", "no Estonia", "Base"]


def test_what_is_set_holds_in_every_scenario():
    """Four French companies: 400, and in the base one Estonian of 150 with them."""
    found = of_all(write(), spec=all_scenarios.RunSpec(overrides=("Contingents!FRA-1!Units=4",)))

    assert [run.compared.force for run in found.runs] == [550, 400]
    assert [run.record["overrides"] for run in found.runs] == [["Contingents!FRA-1!Units=4"]] * 2


def test_a_baseline_counts_in_every_scenario():
    source = write()
    assert forcegen("solve", source, "-o", "before.xlsx").exit_code == 0
    found = of_all(source, spec=all_scenarios.RunSpec(baseline="before.xlsx"))
    ranked = [[rank["name"] for rank in run.record["objectives"]] for run in found.runs]

    assert [each[-1] for each in ranked] == ["changes", "changes"]


def test_without_scenarios_the_plan_is_written_and_that_is_said():
    result = forcegen("solve", save_sheets({**SHEETS, "Scenarios": []}, Path("plan.xlsx")), "--all-scenarios")

    assert result.exit_code == 0
    assert "warning: there is no scenario to compare with" in result.stderr
    assert len(sheet_rows("outputs/plan.xlsx")) == 1


def test_json_is_a_list_of_the_records_and_the_first_has_the_numbers_of_all():
    result = forcegen("solve", write(), "--all-scenarios", "--format", "json")
    records = json.loads(result.stdout)

    assert [record["scenario"] for record in records] == [None, "no Estonia"]
    assert [each["force"] for each in records[0]["compared"]] == [450, 300]
    assert records[0]["compared"][1]["taken"] == {"Estonia": 0}
    assert records[1]["compared"] == []
    assert records[0] == json.loads(Path("outputs/plan.xlsx.run.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("other", [("--scenario", "no Estonia"), ("--relax",), ("--write-model", "m.lp")])
def test_what_means_one_solve_is_refused_with_all_scenarios(other: tuple[str, ...]):
    result = forcegen("solve", write(), "--all-scenarios", *other)

    assert result.exit_code == 2
    assert other[0] in result.stderr
    assert not Path("outputs").exists()


def test_an_output_that_cannot_be_written_is_told_before_anything_is_solved():
    Path("outputs/plan.xlsx").mkdir(parents=True)
    result = forcegen("solve", write(), "--all-scenarios")

    assert result.exit_code == 8
    assert list(Path("outputs").iterdir()) == [Path("outputs/plan.xlsx")]


def test_as_many_areas_are_shown_as_fit_those_that_differ_most_first():
    """Of 64 characters the edge takes 1, names 9, five numbers 35, the proof 9: 10 are left.

    Area4, which alone differs, needs 7 of them; the next would need 6.
    """
    areas = {f"Area{number}": 100.0 for number in range(5)}
    base = ComparedScenario(scenario="base", proof="proved", force=1.0, cost=1.0, taken=areas)
    other = ComparedScenario(
        scenario="other", proof="all but moves", force=1.0, cost=1.0, taken={**areas, "Area4": 2_000.0}
    )

    def text(width: int) -> str:
        console = Console(width=width, file=open("out.txt", "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        console.print(scenarios_table_of([base, other], width))
        console.file.close()
        return Path("out.txt").read_text(encoding="utf-8")

    wide, narrow = text(120), text(64)
    assert all(area in wide for area in areas)
    assert "Area4" in narrow
    assert "Area3" not in narrow
    assert "more areas: sheet Scenarios compared" in " ".join(narrow.split())
    assert "…" not in narrow
    assert max(len(line.rstrip()) for line in narrow.splitlines()) <= 64


def test_a_share_is_called_all_only_where_nothing_lacks_and_changes_are_told_where_they_are_counted():
    """61 of 110,000 heads are 0.06 %."""
    base = ComparedScenario(
        scenario="base", proof="proved", force=1.0, coverage=1.0, lacking=0.0, changes=0.0
    )
    other = replace(base, scenario="other", coverage=1 - 61 / 110_000, lacking=61.0, changes=8_257.0)
    console = Console(width=80, file=io.StringIO())
    console.print(scenarios_table_of([base, other], 80))
    lines = console.file.getvalue().splitlines()

    assert next(line for line in lines if "base" in line).split()[1:5] == ["1", "100", "%", "0"]
    assert "over 99 %*" in next(line for line in lines if "other" in line)
    assert "61*" in next(line for line in lines if "other" in line)
    assert "8,257*" in next(line for line in lines if "other" in line)
    assert max(map(len, lines)) <= 80


def test_a_sheet_of_the_planner_that_has_the_name_stops_the_run():
    result = forcegen("solve", write(Scenarios_compared=[{"Mine": 1}]))

    assert result.exit_code == 3
    assert "Scenarios compared: the workbook has a sheet of this name of its own" in result.stderr


def test_a_difference_that_a_better_search_may_take_away_is_marked_as_such():
    """Drawdown is proved in both, cost in one: 100 heads more are taken for sure, 5 more spent perhaps."""
    ranks = ("minimum shortfall", "target shortfall", "drawdown", "cost")
    base = ComparedScenario(
        scenario="base", proof="proved", force=1.0, cost=10.0, minimums=0.0, taken={"A": 100.0}, proved=ranks
    )
    other = ComparedScenario(
        scenario="other",
        proof="up to drawdown",
        force=2.0,
        cost=15.0,
        minimums=3.0,
        taken={"A": 200.0},
        proved=ranks[:3],
    )
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(scenarios_table_of([base, other], 80))
    shown = console.export_text()

    (row,) = [line.split() for line in shown.splitlines() if line.startswith(" other")]
    assert row[1:] == ["2?", "3*", "200*", "15?", "up", "to"]
    assert "?: perhaps only since not all is proved" in " ".join(shown.split())

"""A small plan as a workbook, and nights of it without the machinery around them: solve, judge, close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from click.testing import CliRunner, Result
from openpyxl import Workbook

from solver.cli import main
from solver.errors import ForcegenError
from solver.nightly.folder import PlanFolder, RunFolder
from solver.nightly.gate import judge
from solver.nightly.run_record import PlannedRun, Verdict, begin, close
from solver.record import RunSpec, SolverOptions
from solver.runs.pipeline import Request, Run, run

Rows = Sequence[Mapping[str, object]]

# France pledges 4 companies of 100, Estonia 2 of 150 of which the cap lets go one (150 heads and 300 behind).
SHEETS: dict[str, Rows] = {
    "Settings": [{"Name": "Gap", "Value": 0}],
    "Contingents": [
        {"Contingent": "EST-1", "Nation": "Estonia", "Capability": "Infantry", "Units": 2},
        {"Contingent": "FRA-1", "Nation": "France", "Capability": "Infantry", "Units": 4},
    ],
    "Sites": [{"Site": "Lviv"}, {"Site": "Odesa"}],
    "Requirements": [
        {"Site": "Lviv", "Role": "Infantry", "Minimum": 200, "Target": 300},
        {"Site": "Odesa", "Role": "Infantry", "Minimum": 0, "Target": 250},
    ],
    "Areas": [{"Area": "Estonia", "Nation": "Estonia", "Own": 4000}],
    "Drawdown caps": [{"Applies to": "Estonia", "Stock": "own", "Cap heads": 450}],
}
HEADS = {"EST-1": 150, "FRA-1": 100}


def a_book(path: Path, *, settings: Mapping[str, object] | None = None, **changed: Rows) -> Path:
    """The small plan with settings (blanks as underscores) and some sheets changed, as a file."""
    sheets = {**SHEETS, **{name.replace("_", " "): rows for name, rows in changed.items()}}
    more = [{"Name": name.replace("_", " "), "Value": value} for name, value in (settings or {}).items()]
    sheets["Settings"] = [*sheets["Settings"], *more]
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        if name == "Contingents":
            rows = [{"Heads per unit": HEADS.get(str(row["Contingent"]), 100), **row} for row in rows]
        headers = list(dict.fromkeys(header for row in rows for header in row))
        page.append(headers)
        for row in rows:
            page.append([row.get(header) for header in headers])
    book.save(path)
    return path


def france(units: int, name: str = "FRA-1") -> Rows:
    """The contingents, with so many French companies."""
    estonia = SHEETS["Contingents"][0]
    return [estonia, {"Contingent": name, "Nation": "France", "Capability": "Infantry", "Units": units}]


def solved(book: Path, output: Path, baseline: Path | None = None, scenario: str = "") -> Run:
    """A run of a workbook."""
    search = SolverOptions(seed=1, threads=1)
    spec = RunSpec(scenario=scenario, baseline=str(baseline or ""), search=search)
    return run(Request(source=book, output=output, spec=spec))


def a_night(outputs: Path, book: Path, plan: str = "plan", identity: str = "0" * 64) -> RunFolder:
    """One night of one plan: solved against the published plan, judged, closed."""
    folder = PlanFolder(outputs / plan)
    spec = RunSpec(search=SolverOptions(seed=1, threads=1))
    outputs.mkdir(exist_ok=True)
    made = begin(PlannedRun(plan=folder, source=book, spec=spec, fingerprint=identity))
    made.input.write_bytes(book.read_bytes())
    latest = folder.latest()
    published = latest.workbook if latest else None
    close(made, _verdict(made, published))
    return made


def _verdict(made: RunFolder, published: Path | None) -> Verdict:
    """How the run of a folder came out."""
    try:
        done = solved(made.input, made.path / "plan.xlsx", published)
    except ForcegenError as error:
        return Verdict(
            state="failed", exit_code=error.exit_code, reasons=(str(error),), told=error.record or {}
        )
    finally:
        (made.path / "plan.xlsx.run.json").unlink(missing_ok=True)
    if done.output is None:
        return Verdict(state="failed", exit_code=done.exit_code, reasons=("no plan",), told=done.record)
    reasons = judge(done, published)
    state = "refused" if reasons else "published"
    return Verdict(state=state, exit_code=7 if reasons else 0, reasons=reasons, told=done.record)


def forcegen(*arguments: object) -> Result:
    """A command run in this process; whatever it raises is a fault of ours."""
    result = CliRunner().invoke(main, [str(each) for each in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result

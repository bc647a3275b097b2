"""What a solve of all scenarios shows on a terminal: how far they are, one table, why one has no plan."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import cast

from rich.status import Status

from solver.cli.reporter import Reporter
from solver.cli.solve_report import progress_text
from solver.errors import ExitCode, Finding, Place, Severity, told
from solver.nightly.all_scenarios import AllScenarios, ScenarioProgress, ScenarioRun
from solver.optimise import Progress
from solver.results.columns import TAKEN
from solver.results.scenarios import SOMETIMES, areas_of, is_sure, values_of
from solver.results.shown import NUMBER, TEXT, Grid, grid_renderable, line, renderable
from solver.results.terminal import BareTable
from solver.schema import SCENARIOS_COMPARED
from solver.solution import ComparedScenario
from solver.text.numbers import half_up, number, share_in_words, whole

DIFFERENT, PERHAPS = "*", "?"
"""Stands behind a number that differs from that of the base; that may do so for want of a proof alone."""

MILLION = 1e6
"""From here on costs are shown in millions."""

SHORT = {
    "Force": "Force",
    "Coverage": "Covered",
    "Minimums": "Below",
    "Lacking": "Lacking",
    "Support lacking": "Support",
    "Changes": "Changes",
    "Cost": "Cost",
}
"""Shorter names of columns, for a terminal."""

LEAST_NAME, MOST_NAME, PROOF_WIDTH = 16, 30, 8
"""Characters of the names of scenarios, and of the proof; longer ones take a second line."""


@contextlib.contextmanager
def scenarios_line(reporter: Reporter) -> Iterator[Callable[[ScenarioProgress], None]]:
    """One line, rewritten while scenarios are solved; only on a terminal on which nothing else is told."""
    if reporter.quiet or reporter.json or reporter.verbose or not reporter.err.is_terminal:
        yield lambda _: None
        return
    with Status("reading", console=reporter.err) as status:

        def report(progress: ScenarioProgress) -> None:
            search = {name: value for name, value in progress.message.items() if name != "said"}
            doing = f"; {progress.scenario}: {progress_text(Progress(**search))}" if search else ""
            status.update(f"{progress.ended} of {progress.count} scenarios{doing}")

        yield report


def tell_all(reporter: Reporter, found: AllScenarios) -> None:
    """The end of a run of all scenarios: findings, the table, why one has no plan, what lies where."""
    reporter.findings((*found.findings, *_findings(found.runs)))
    reporter.machine([run.record for run in found.runs])
    lines = [line(found.marking, "bold")] if found.marking else []
    lines += [line(found.title, "bold underline")] if found.title else []
    compared = [run.compared for run in found.runs]
    reporter.show(*map(renderable, lines), scenarios_table_of(compared, reporter.out.width))
    for run in found.runs:
        if run.output is None and run.exit_code != ExitCode.BAD_WORKBOOK:
            reporter.findings([told(f"{run.compared.scenario}: {run.compared.why}")], always=True)
    for run in found.runs:
        reporter.backup(run.backup)
        if run.output is not None:
            reporter.line(f"Written: {run.output}")
        for page in run.record.get("outputs", [])[1:]:
            reporter.line(f"Its page: {page['path']}")
    if found.runs[0].output is None and any(run.output is not None for run in found.runs):
        reporter.line(f"The workbook as it stands has no plan, and so no sheet {SCENARIOS_COMPARED}.")


def _findings(runs: Sequence[ScenarioRun]) -> list[Finding]:
    """What is wrong with the workbook and odd about the runs, each once, with the scenarios it is said of.

    Nothing is named where it is said of the workbook as it stands. What is an error of one scenario is no
    warning of the others, and the least to give is no error.
    """
    said: dict[tuple[str, str, str], dict[str, list[ScenarioRun]]] = {}
    for run in runs:
        for each in run.record["findings"]:
            if each["severity"] != "error" or run.exit_code == ExitCode.BAD_WORKBOOK:
                place = (each["sheet"], each["cell"], each["message"])
                said.setdefault(place, {}).setdefault(each["severity"], []).append(run)
    found = []
    for place, by_severity in said.items():
        severity = cast(Severity, min(by_severity))  # error before warning
        of = list(dict.fromkeys(run.compared.scenario for run in by_severity[severity]))
        named = f" (scenario {', '.join(of)})" if runs[0].compared.scenario not in of else ""
        found.append(_finding(*place, severity, named))
    return found


def _finding(sheet: str, cell: str, message: str, severity: Severity, named: str) -> Finding:
    """A finding of a record; a row that is named as a whole is 12:12 there."""
    row = int(cell.partition(":")[0]) if ":" in cell else None
    return Finding(
        place=Place(sheet=sheet, row=row),
        message=message + named,
        severity=severity,
        cell="" if row else cell,
    )


def scenarios_table_of(compared: Sequence[ComparedScenario], width: int) -> BareTable:
    """All scenarios as one table, with as many areas as fit, those that differ or give most first."""
    areas, millions = _by_difference(compared), max(each.cost or 0.0 for each in compared) >= MILLION
    rows = [values_of(each, areas) for each in compared]
    known = [name for name in SHORT if name not in SOMETIMES or any(row[name] is not None for row in rows)]
    heads = {
        name: SHORT.get(name, name.removeprefix(TAKEN)) for name in (*known, *(TAKEN + a for a in areas))
    }
    heads["Cost"] = "Cost, m" if millions else "Cost"
    cells = {
        name: [
            _shown(name, row[name], millions=millions) + _mark(name, each, compared[0], (row, rows[0]))
            for each, row in zip(compared, rows, strict=True)
        ]
        for name in heads
    }
    widths = {name: 1 + max(len(heads[name]), *map(len, texts)) for name, texts in cells.items()}
    longest = max(len("Scenario"), *(len(each.scenario) for each in compared))
    taken = [TAKEN + area for area in areas]
    room = width - 1 - PROOF_WIDTH - 1 - sum(widths[name] for name in known)
    if sum(widths[name] for name in taken) > room - min(LEAST_NAME, longest) - 1:
        known.remove("Lacking")  # which coverage tells in another way
        room += widths["Lacking"]
    fitting = _fitting(taken, widths, room - min(LEAST_NAME, longest) - 1)
    shown = [*known[:-1], *fitting, known[-1]]  # areas stand before the cost
    lines = zip(*(cells[name] for name in shown), strict=True)
    grid = Grid(
        title="All scenarios",
        note=_note(
            compared[0].scenario,
            [heads[name] for name in fitting],
            len(areas) - len(fitting),
            known=known,
            open_plans=any(PERHAPS in text for texts in cells.values() for text in texts),
        ),
        columns=(("Scenario", TEXT), *((heads[name], NUMBER) for name in shown), ("Proof", TEXT)),
        rows=tuple((each.scenario, *line, each.proof) for each, line in zip(compared, lines, strict=True)),
    )
    table = grid_renderable(grid)
    table.padding = 0  # the place of the mark keeps numbers apart
    room -= sum(widths[name] for name in fitting)
    table.columns[0].width = max(min(longest, MOST_NAME, room - 1), 1)
    table.columns[-1].width = PROOF_WIDTH
    return table


def _fitting(names: Sequence[str], widths: Mapping[str, int], room: int) -> list[str]:
    """The first columns that fit into so many characters."""
    reach = list(accumulate(widths[name] for name in names))
    return [name for name, end in zip(names, reach, strict=True) if end <= room]


def _note(base: str, areas: Sequence[str], left: int, *, known: Sequence[str], open_plans: bool) -> str:
    """How to read the table."""
    perhaps = f" ({PERHAPS}: perhaps only since not all is proved)" if open_plans else ""
    counted = " Changes: units against the baseline." if "Changes" in known else ""
    below = "Below: minimums not reached. " if "Minimums" in known else ""
    lacking = (
        "Lacking: heads that requirements ask for and do not get, over all periods. "
        if "Lacking" in known
        else ""
    )
    taken = f" {', '.join(areas)}: heads tied up from there when most are." if areas else ""
    more = f" {left} more areas" if left > 1 else " One more area"
    rest = f"{more}: sheet {SCENARIOS_COMPARED}." if left else ""
    return (
        f"{DIFFERENT} differs from {base}{perhaps}. "
        f"Force: heads in the last period in which anything is asked for. {below}{lacking}"
        "Support: heads that support ratios ask for and do not get, in the worst period."
        f"{counted}{taken}{rest}"
    )


def _by_difference(compared: Sequence[ComparedScenario]) -> list[str]:
    """The areas, those first from which the scenarios take most differently, then those that give most."""
    areas = areas_of(compared)
    taken = {
        area: [each.taken.get(area, 0.0) for each in compared if each.force is not None] or [0.0]
        for area in areas
    }
    return sorted(areas, key=lambda area: (min(taken[area]) - max(taken[area]), -max(taken[area])))


Row = Mapping[str, float | None]


def _mark(name: str, each: ComparedScenario, first: ComparedScenario, rows: tuple[Row, Row]) -> str:
    """The mark behind a number of the first row that differs from the second, the base's, else a blank."""
    value, base = (row[name] for row in rows)
    if value is None or base is None or value == base:
        return " "
    return DIFFERENT if is_sure(name, each, first) else PERHAPS


def _shown(name: str, value: float | None, *, millions: bool) -> str:
    """A number as the table shows it."""
    if value is None:
        return ""
    if name == "Coverage":
        text = share_in_words(value)
    elif name == "Cost" and millions:
        text = f"{half_up(value / MILLION):,.1f}"
    else:
        text = number(whole(value))
    return text

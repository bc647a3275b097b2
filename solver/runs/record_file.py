"""The record of a run: made, written beside the workbook or into it, and read back."""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from solver.errors import Finding, ForcegenError, OutputError, PlanError, told
from solver.files.own_files import sha256_of
from solver.record import Clock, RunFacts, Timings, make_record, milliseconds, shown_path, versions
from solver.results import columns
from solver.results.run import Stated
from solver.runs.load import Loaded
from solver.runs.request import Request, output_of, record_path, refuse_output, sources_of
from solver.solution import ComparedScenario, Part, RankValue, Solution
from solver.text.numbers import number
from solver.text.visible import visible_json

if TYPE_CHECKING:
    from solver.audit.breach import Breach
    from solver.excel.read.written import WrittenPlan
    from solver.solution import Totals


def facts_of(request: Request, loaded: Loaded, solution: Solution, clock: Clock) -> RunFacts:
    """The facts of a run when its search has ended."""
    spec, used = request.spec, solution.solver
    search = replace(spec.search, seed=used.seed, threads=used.threads)
    return RunFacts(
        input_path=shown_path(request.source),
        input_sha256=loaded.workbook.sha256,
        tables_sha256=loaded.workbook.tables_sha256,
        spec=replace(spec, search=search, baseline=loaded.compared_with),
        versions=versions(),
        timings=Timings(read=loaded.seconds, build=solution.build_seconds, solve=solution.solve_seconds),
        started=clock.started,
    )


def broken_off(request: Request, clock: Clock, error: ForcegenError) -> dict[str, object]:
    """The record of a run that an error ended, also beside the output where that can be written."""
    record = record_of_error(request, clock, error)
    output = output_of(request)
    if _digest_of(request.source) and not request.spec.relaxed and output.parent.is_dir():
        with contextlib.suppress(OutputError):
            refuse_output(request.source, output, in_place=request.in_place)
            write_record(record, output, sources_of(request))
    return record


def record_of_error(request: Request, clock: Clock, error: ForcegenError) -> dict[str, object]:
    """The record of a run that an error ended, or kept from beginning."""
    findings = error.findings if isinstance(error, PlanError) else (told(str(error)),)
    facts = RunFacts(
        input_path=shown_path(request.source),
        input_sha256=_digest_of(request.source),
        spec=request.spec,
        versions=versions(),
        timings=Timings(total=clock.total()),
        started=clock.started,
    )
    return make_record(facts, None, None, findings=findings)


def _digest_of(source: Path) -> str:
    """The hash of a workbook; blank where it cannot be read."""
    try:
        return sha256_of(source)
    except OSError:
        return ""


def write_record(record: dict[str, object], output: Path | None, like: Sequence[Path] = ()) -> None:
    """Write the record beside the output; a run that writes nothing leaves none.

    ``like``: what the plan was made from; nobody may read the record who may not read all of that.
    """
    if output is None:
        return
    from solver.files.replace import replace_file

    text = visible_json(record, indent=2)
    replace_file(record_path(output), text.encode() + b"\n", like=like)


def left_by_a_run(output: Path) -> bool:
    """Whether the workbook that is there is just as a run wrote it, by the record beside it."""
    try:
        outputs = json.loads(record_path(output).read_bytes())["outputs"]
        return sha256_of(output) in [str(each["sha256"]) for each in outputs]
    except (OSError, ValueError, LookupError, TypeError):
        return False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RunStatement:
    """What a run states of itself: by its record where that is there, else by the sheet Run.

    ``totals``, ``held``: the plan in a few numbers by the record, also with its last period held; empty
    without one. ``name``: the record's file.
    """

    stated: Stated
    name: str = ""
    totals: Mapping[str, Any] = field(default_factory=dict)
    held: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def breaches(self, totals: Totals) -> list[Breach]:
        """Breaches for totals of the record that the plan does not come to."""
        from solver.audit.breach import Breach

        pairs: list[tuple[str, object, Any]] = [
            (each.name, self.totals.get(each.name), getattr(totals, each.name)) for each in fields(totals)
        ]
        if totals.held:
            named = [each.name for each in fields(totals.held)]
            pairs += [(f"{name} (held)", self.held.get(name), getattr(totals.held, name)) for name in named]
        found = []
        for name, said, value in pairs:
            if isinstance(said, int | float) and not math.isclose(said, value, rel_tol=1e-9, abs_tol=1e-6):
                message = f"{self.name} says {number(said)} for {name}; by the plan it is {number(value)}"
                found.append(Breach(rule="shown", message=message))
        return found


def run_statement(path: Path, sha256: str, written: WrittenPlan) -> RunStatement:
    """What the run that wrote a workbook states of itself, by the record beside it if that is of the run.

    ``sha256``: of the workbook as it is now. Status and objectives of Run are not asked where a record is.
    """
    beside = record_path(path)
    if not beside.is_file():
        return RunStatement(stated=written)
    try:
        record = json.loads(beside.read_bytes())
        hashes = [str(each["sha256"]) for each in record["outputs"]]
        if sha256 not in hashes and (
            not hashes or record.get("started") != written.fact(columns.STARTED_FACT)
        ):
            message = (
                f"{beside.name} beside the workbook is of another run, or an earlier forcegen; "
                "it is not compared"
            )
            return RunStatement(stated=written, findings=(told(message, "warning"),))
        return _of_record(record, beside.name, written, saved_again=sha256 not in hashes)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        message = f"{beside.name} beside the workbook cannot be understood; it is not compared"
        return RunStatement(stated=written, findings=(told(message, "warning"),))


def _of_record(record: dict[str, Any], name: str, stated: Stated, *, saved_again: bool) -> RunStatement:
    """The statement of a run by its record, in the place of what the sheet Run says."""
    message = f"the workbook was saved again since the run wrote it ({name} knows it by another hash)"
    ranks = {each["rank"]: each for each in record["objectives"]}
    return RunStatement(
        stated=replace(
            stated,
            facts={**stated.facts, **_facts(record)},
            ranks=tuple(_rank(rank, ranks.get(rank.rank)) for rank in stated.ranks),
            compared=tuple(ComparedScenario(**each) for each in record.get("compared", ())),
        ),
        name=name,
        totals=record["totals"],
        held=record.get("held") or {},
        findings=(told(message, "warning"),) if saved_again else (),
    )


def _facts(record: Mapping[str, Any]) -> dict[str, object]:
    """Facts of Run as the record states them."""
    solver, sizes, timings = record["solver"], record["sizes"], record["timings"]
    facts = {
        columns.STARTED_FACT: record.get("started"),
        "Input": record["input"]["path"],
        "Seed": solver["seed"],
        "Threads": solver["threads"],
        "Variables": sizes["variables"],
        "Whole-number variables": sizes["integers"],
        "Rows": sizes["rows"],
        "Nonzeros": sizes["nonzeros"],
        columns.VERSION_FACT: str(record["tool"]).removeprefix("forcegen").strip(),
        "Solver": f"{solver['name']} {solver['version']}".strip(),
        "Searches repeated": solver["retries"],
        **{
            f"Seconds to {phase}": milliseconds(timings[phase])
            for phase in ("read", "build", "solve", "audit")
        },
    }
    return {name: value for name, value in facts.items() if value is not None}


def _rank(rank: RankValue, recorded: Mapping[str, Any] | None) -> RankValue:
    """A rank with the value and bound that the record states."""
    if recorded is None:
        return rank
    parts = {each["name"]: _number(each["value"], math.nan) for each in recorded["parts"]}
    return replace(
        rank,
        parts=tuple(
            Part(name=part.name, weight=part.weight, value=parts.get(part.name, part.value))
            for part in rank.parts
        ),
        value=_number(recorded["value"], rank.value),
        bound=_number(recorded["bound"], -math.inf),
    )


def _number(value: object, unknown: float) -> float:
    return float(value) if isinstance(value, int | float) else unknown

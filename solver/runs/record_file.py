"""The record that every run leaves: its facts gathered, and the file beside the output."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from solver.errors import ForcegenError, OutputError, PlanError, told
from solver.record import Clock, Output, RunFacts, Timings, make_record, shown_path, versions
from solver.runs.load import Loaded
from solver.runs.request import Request, output_of, sources_of
from solver.runs.targets import record_path, refuse_output
from solver.solution import Solution
from solver.text.visible import visible_json


def facts_of(request: Request, loaded: Loaded, solution: Solution, clock: Clock) -> RunFacts:
    """What is known of a run when its search has ended."""
    spec, used = request.spec, solution.solver
    search = replace(spec.search, seed=used.seed, threads=used.threads)
    return RunFacts(
        input_path=shown_path(request.source),
        input_sha256=loaded.workbook.sha256,
        tables_sha256=loaded.workbook.tables_sha256,
        spec=replace(spec, search=search),
        versions=versions(),
        timings=Timings(read=loaded.seconds, build=solution.build_seconds, solve=solution.solve_seconds),
        started=clock.started,
    )


def broken_off(request: Request, clock: Clock, error: ForcegenError) -> dict[str, object]:
    """The record of a run that an error ended, also beside the output where that can be written."""
    findings = error.findings if isinstance(error, PlanError) else (told(str(error)),)
    try:
        digest = sha256_of(request.source)
    except OSError:
        digest = ""
    facts = RunFacts(
        input_path=shown_path(request.source),
        input_sha256=digest,
        spec=request.spec,
        versions=versions(),
        timings=Timings(total=clock.total()),
        started=clock.started,
    )
    record = make_record(facts, None, None, findings=findings)
    output = output_of(request)
    if digest and not request.spec.relaxed and output.parent.is_dir():
        with contextlib.suppress(OutputError):
            refuse_output(request.source, output, in_place=request.in_place)
            write_record(record, output, sources_of(request))
    return record


def write_record(record: dict[str, object], output: Path | None, like: Sequence[Path] = ()) -> None:
    """Put the record beside the output; a run that writes nothing leaves none.

    ``like``: what the plan was made from; nobody may read the record who may not read all of that.
    """
    if output is None:
        return
    from solver.files.replace import replace_file

    text = visible_json(record, indent=2)
    replace_file(record_path(output), text.encode() + b"\n", like=like)


def left_by_a_run(output: Path) -> bool:
    """Whether the workbook that is there is just as a run wrote it: the record beside it says so."""
    try:
        outputs = json.loads(record_path(output).read_bytes())["outputs"]
        return sha256_of(output) in [str(each["sha256"]) for each in outputs]
    except (OSError, ValueError, LookupError, TypeError):
        return False


def outputs_of(output: Path | None) -> tuple[Output, ...]:
    """The files that a run wrote, as its record names them."""
    return () if output is None else (Output(path=shown_path(output), sha256=sha256_of(output)),)


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()

"""A worker's task: solve one of several scenarios, write its plan, and say its numbers."""

from __future__ import annotations

import os
import pickle
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from solver.errors import ForcegenError
from solver.nightly.task import Say, WorkerTask, ended, reporter, sentences_of, why_none

if TYPE_CHECKING:
    from solver.runs.pipeline import Run
    from solver.runs.request import Solved
    from solver.solution import ComparedScenario


def solve_scenario(task: WorkerTask, say: Say) -> None:
    """Solve a scenario and write its plan; of the workbook as it stands, keep it for the parent to write."""
    from solver.runs.pipeline import Request, end, search

    if task.folder:
        os.chdir(task.folder)  # paths are as the planner gave them, in what is written, too
    in_place = task.target == task.source
    request = Request(
        source=Path(task.source),
        output=None if in_place else Path(task.target),
        named=task.named,
        spec=task.spec,
        in_place=in_place,
        page=task.page,
        progress=reporter(say),
    )
    try:
        solved = search(request)
        if task.solved_file and solved.solution.has_plan:
            keep_solved(solved, Path(task.solved_file))
            say(ended(0, []))
            return
        done = end(solved)
    except ForcegenError as error:
        say(ended(error.exit_code, sentences_of(error), error.record))
        return
    answer = ended(done.exit_code, why_none(done) if done.output is None else [], done.record)
    backup = str(done.backup) if done.backup is not None else ""
    compared = asdict(_compared(done, task.spec.scenario))
    say({**answer, "compared": compared, "backup": backup, "no_page": done.no_page})


def _compared(done: Run, scenario: str) -> ComparedScenario:
    """The numbers of a run's plan."""
    from solver.ledger.ledger import keep_ledger
    from solver.results.scenarios import numbers_of
    from solver.solution import ComparedScenario

    row = ComparedScenario(scenario=scenario)
    if done.output is None:
        return row
    ledger = keep_ledger(done.plan, done.solution.allocation)
    row = replace(row, workbook=done.output.name)
    return numbers_of(row, done.plan, ledger, done.solution, done.baseline, gap=done.gap)


def keep_solved(solved: Solved, path: Path) -> None:
    """Keep a run after its search in a file, without what cannot leave the process."""
    from solver.files.replace import replace_file
    from solver.optimise.isolated import picklable

    kept = replace(solved, request=replace(solved.request, progress=None), options=picklable(solved.options))
    replace_file(path, pickle.dumps(kept, pickle.HIGHEST_PROTOCOL), like=[solved.request.source])


def kept_solved(path: Path) -> Solved:
    """The run that :func:`keep_solved` kept, in a folder that only we can write into."""
    solved: Solved = pickle.loads(path.read_bytes())
    return solved

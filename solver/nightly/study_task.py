"""A worker's task: ask one study of the plan of a run, and say what it came to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from solver.errors import ExitCode, ForcegenError
from solver.files.own_files import is_private, make_folder, refuse_link
from solver.files.replace import writing
from solver.nightly.folder import RunFolder
from solver.nightly.study_outcome import STUDIES, within_plan
from solver.nightly.task import Say, WorkerTask, ended, in_planners_words, sentences_of, without_changes

if TYPE_CHECKING:
    from solver.plan import Plan
    from solver.studies.rounds import StudyProgress
    from solver.studies.run import StudyDone, StudyRequest
    from solver.studies.study import Study, StudyAnswer

PROGRAM = 400
"""MB of a task's memory that are left to the process which asks for points."""

STOPPED = 128 + 15
"""Exit code of a study that was asked to stop: 128 + SIGTERM."""


def ask_study(task: WorkerTask, say: Say) -> None:
    """Ask a study of the workbook of a run as it stands; its points stay from night to night.

    One point at a time, in a process of its own. What is known of points of another state of the workbook
    is removed.
    """
    from solver.studies.rounds import StudyStoppedError
    from solver.studies.run import run_study

    run = RunFolder(Path(task.target))
    try:
        request = _request(task, run, say)
        done = run_study(request)
        files = [within_plan(run.plan, path) for path in done.files]
    except StudyStoppedError as stopped:
        say({**ended(STOPPED, ["it was stopped before its end"]), "study": {"points": stopped.ended}})
        return
    except ForcegenError as error:
        reasons = [in_planners_words(sentence, task) for sentence in sentences_of(error)]
        say(ended(error.exit_code, reasons))
        return
    told = {"kind": done.study.kind, "points": done.points, "files": files}
    say({**ended(done.exit_code, _lacks(done)), "study": told})


def _request(task: WorkerTask, run: RunFolder, say: Say) -> StudyRequest:
    """The request for the study, as its command makes it, with the folder for it made."""
    from solver.studies.from_sheet import named_study
    from solver.studies.point_store import POINTS
    from solver.studies.run import StudyRequest, study_file_name
    from solver.studies.study_input import default_folder

    output = run.plan.path / STUDIES / f"{study_file_name(task.study)}.xlsx"
    folder, private = default_folder(output), is_private([run.input])
    with writing(folder):
        for own in (output.parent, folder):
            make_folder(own, private=private, there=True)
        refuse_link(folder / POINTS)

    def ask(plan: Plan) -> Study[StudyAnswer]:
        return named_study(plan, task.study).ask(plan)

    return StudyRequest(
        source=run.input,
        called=Path(task.source),
        ask=ask,
        kind="",
        name=task.study,
        output=output,
        spec=replace(task.spec, overrides=without_changes(run.input, task.spec.scenario)),
        jobs=1,
        memory=None if task.memory is None else max(task.memory - PROGRAM, task.memory // 2),
        tidy=True,
        report=_reporter(say),
    )


def _reporter(say: Say) -> Callable[[StudyProgress], None]:
    """A function that reports how far the study is."""

    def report(progress: StudyProgress) -> None:
        say({"said": "progress", "points": progress.ended, "count": progress.count})

    return report


def _lacks(done: StudyDone) -> list[str]:
    """What the answer lacks, a sentence each; nothing where every point is proved."""
    if done.exit_code == ExitCode.OK:
        return []
    outcomes = [done.base, *done.answer.outcomes()]
    open_ones = sum(not each.proved and each.status != "failed" for each in outcomes)
    failed = sum(each.status == "failed" for each in outcomes)
    told = ((open_ones, "not proved in the time of a point"), (failed, "without an answer: the process died"))
    return [
        f"{many} of {len(outcomes)} points {'is' if many == 1 else 'are'} {how}" for many, how in told if many
    ]

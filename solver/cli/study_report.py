"""What a study shows on a terminal: how far it is, its page, where it lies."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import click
from rich.status import Status

from solver.cli.reporter import Reporter, interrupted_code
from solver.cli.study_text import study_renderables
from solver.studies.rounds import StudyProgress, StudyStoppedError
from solver.studies.run import StudyDone, StudyRequest, run_study
from solver.studies.study_input import default_folder
from solver.text.numbers import counted, time_in_words

A_POINT = "(A point: the workbook solved, once as it stands, else with cells changed.)"


def tell_study(reporter: Reporter, request: StudyRequest) -> None:
    """Run a study, tell its answer, and end with its exit code; where it was stopped, say what is kept."""
    from solver.studies.run import study_output

    try:
        with study_line(reporter) as report:
            done = run_study(replace(request, report=report))
    except StudyStoppedError as stopped:
        folder = default_folder(study_output(request))
        reporter.aside(
            f"stopped; {counted(stopped.ended, 'point is', 'points are')} kept in {folder}: "
            "the same command goes on from there"
        )
        click.get_current_context().exit(interrupted_code(stopped.how))
    reporter.findings(done.findings)
    reporter.machine(done.record)
    renderables = study_renderables(done.page, width=reporter.out.width, full=reporter.verbose > 0)
    reporter.show(*renderables)
    reporter.line("")
    reporter.line(solves_line(done))
    reporter.line(A_POINT)
    reporter.backup(done.backup)
    reporter.line(f"Written: {done.output}")
    click.get_current_context().exit(done.exit_code)


@contextlib.contextmanager
def study_line(reporter: Reporter) -> Iterator[Callable[[StudyProgress], None]]:
    """One line, rewritten while points are solved; only on a terminal on which nothing else is told."""
    if reporter.quiet or reporter.json or reporter.verbose or not reporter.err.is_terminal:
        yield lambda _: None
        return
    with Status("reading", console=reporter.err) as status:

        def report(progress: StudyProgress) -> None:
            status.update(progress_of_study(progress))

        yield report


def progress_of_study(progress: StudyProgress) -> str:
    """How far a study is, in a line: ``12 of 40 points, 3 without a search; about 2 minutes left``."""
    done = f"{progress.ended} of {counted(progress.count, 'point', 'points')}"
    saved = f", {progress.saved} without a search" if progress.saved else ""
    left = "" if progress.left is None else f"; about {time_in_words(timedelta(seconds=progress.left))} left"
    return f"{done}{saved}{left}"


def solves_line(done: StudyDone) -> str:
    """How many points there were, and how many of them took no search."""
    kept = f", {done.kept} of them kept from before" if done.kept else ""
    saved = f"; {done.saved:,} took no search" if done.saved else ""
    return f"{counted(done.points, 'point', 'points')}{kept}{saved}"

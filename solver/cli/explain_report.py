"""What an explanation shows on a terminal: progress, the answer to one question, or a page of all."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rich.status import Status
from rich.text import Text

from solver.cli.answer_page import page_lines
from solver.cli.answer_text import answer_lines, question_title, title
from solver.cli.answer_words import Shown
from solver.cli.reporter import Reporter
from solver.cli.solve_report import progress_text, say_why_not
from solver.optimise import Progress
from solver.reasons.questions.answer import RankPrice
from solver.reasons.questions.question_pool import PoolProgress
from solver.runs.explain import Explanation
from solver.runs.explanation_record import explanation_record, no_plan_record
from solver.runs.request import Run


@dataclass(frozen=True, slots=True)
class QuestionsLine:
    """The line in which progress is told: of the search for the plan, then of the questions."""

    progress: Callable[[Progress], None] | None
    report: Callable[[PoolProgress], None]


@contextlib.contextmanager
def questions_line(reporter: Reporter) -> Iterator[QuestionsLine]:
    """One line, rewritten while the plan is searched for and questions are answered; only on a terminal."""
    if reporter.quiet or reporter.json or reporter.verbose or not reporter.err.is_terminal:
        yield QuestionsLine(None, lambda _: None)
        return
    with Status("reading", console=reporter.err) as status:

        def progress(found: Progress) -> None:
            status.update(progress_text(found))

        def report(found: PoolProgress) -> None:
            done = f"{found.ended} of {found.count} questions"
            status.update(f"{done}, {found.seconds:.0f} s: {question_title(found.question)}")

        yield QuestionsLine(progress, report)


def tell_explanation(reporter: Reporter, found: Explanation) -> None:
    """The answers, and how long they took."""
    workbook = found.workbook
    reporter.findings((*workbook.findings, *found.findings))
    reporter.machine(explanation_record(found))
    reporter.notes(workbook.notes)
    _show(reporter, title(found))
    if workbook.better is not None:
        _show(reporter, [Shown(_better(workbook.better), style="yellow")])
    full = reporter.verbose > 0
    if found.everything:
        _show(reporter, page_lines(found, full=full))
    else:
        _show(reporter, answer_lines(found, found.answers[0], full=full))
    _show(reporter, [Shown(""), Shown(_seconds(found), style="dim")])


def tell_no_plan(reporter: Reporter, run: Run) -> None:
    """Why there is no plan, as a solve tells it."""
    reporter.findings(run.findings)
    reporter.machine(no_plan_record(run))
    reporter.notes(run.notes)
    say_why_not(reporter, run)


def _show(reporter: Reporter, lines: Iterator[Shown] | list[Shown]) -> None:
    """Print lines: what is typed again is never broken in two."""
    from rich.padding import Padding

    for each in lines:
        if each.table is not None:
            reporter.show(each.table)
        elif each.whole:
            reporter.line(" " * each.indent + each.text)
        elif not each.indent:
            reporter.show(Text(each.text, each.style))
        else:
            reporter.show(Padding(Text(each.text, each.style), (0, 0, 0, each.indent), expand=False))


def _better(rank: RankPrice) -> str:
    """That the written plan is not the best."""
    from solver.cli.answer_words import value_text

    return (
        f"A better plan exists than the one written: {rank.name} {value_text(rank.high)} rather than "
        f"{value_text(rank.base)}; forcegen solve finds it. What follows is about the plan as written."
    )


def _seconds(found: Explanation) -> str:
    """How long it took, and what of that was for the plan."""
    before = "the plan was read and proved again" if found.workbook.written else "the plan was read and found"
    stopped = "; stopped before all was asked" if found.stopped is not None else ""
    said = f"{before} in {found.workbook.prepared:.1f} s, answered in {found.seconds:.1f} s{stopped}."
    return said[0].upper() + said[1:]

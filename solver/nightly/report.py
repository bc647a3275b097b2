"""What a night tells: an event for each thing that happens, its report, and the command that sends it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import IO, Any

from solver.errors import ExitCode, ForcegenError
from solver.isolation.processes import kill_group
from solver.nightly.history import UNREACHED
from solver.nightly.inputs import Skipped
from solver.nightly.run_record import now
from solver.nightly.study_outcome import StudyOutcome
from solver.record import finite

WORST_FIRST = (
    ExitCode.FAULT,
    ExitCode.NOT_WRITTEN,
    ExitCode.SOLVER_FAILED,
    ExitCode.BAD_WORKBOOK,
    ExitCode.NO_PLAN,
    ExitCode.NOTHING_FOUND,
    ExitCode.NOT_PROVED,
    ExitCode.REFUSED,
)
"""Exit codes of plans: the first of these that any plan has is the night's, after signals (128 and more)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NightEvent:
    """An event of the night: one line of a structured log. Blank fields say nothing.

    ``event``: ``night_began``, ``skipped``, ``recovered``, ``began``, ``progress``, a state in which a plan
    ended (``published``, ``refused``, ``failed``, ``stopped``, ``unchanged``, ``left``), ``study_began``,
    ``study_ended``, ``night_ended``. ``plan``: its name, or the workbook's while that is looked at.
    ``study``: the name of a study of it.
    """

    event: str
    plan: str = ""
    run: str = ""
    study: str = ""
    message: str = ""
    exit_code: int | None = None
    seconds: float | None = None
    progress: Mapping[str, Any] | None = None

    def record(self) -> dict[str, Any]:
        """The event for machines, with the time (UTC)."""
        said = {name: value for name, value in asdict(self).items() if value not in (None, "")}
        return {"time": now(), **said}


def progress_event(plan: str, run: str, study: str, message: Mapping[str, Any]) -> NightEvent:
    """The event of how far a search or a study is; a number that JSON cannot hold is none."""
    progress = {
        name: finite(value) if isinstance(value, float) else value
        for name, value in message.items()
        if name != "said"
    }
    return NightEvent(event="progress", plan=plan, run=run, study=study, progress=progress)


Tell = Callable[[NightEvent], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOutcome:
    """The outcome of a night for one plan.

    ``state``: that of its run, or ``unchanged`` or ``left``. ``exit_code``: 0 for a plan that is published
    or unchanged since. ``was``: for an unchanged plan, the state in which its last run ended.
    ``record``: of its last run; empty where there is none.
    """

    plan: str
    source: str
    scenario: str
    state: str
    exit_code: int
    was: str = ""
    run: str = ""
    reasons: tuple[str, ...] = ()
    seconds: float | None = None
    record: Mapping[str, Any]

    def summary(self) -> dict[str, Any]:
        """The outcome for machines."""
        told = asdict(self)
        del told["record"]
        return {**told, "totals": self.record.get("totals", {}), "status": self.record.get("status", "")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The report of a night.

    ``recovered``: runs that an earlier night left open. ``absent``: plans whose workbook or scenario is
    not there any more. ``troubles``: what went wrong after the last plan.
    """

    started: str
    ended: str
    seconds: float
    exit_code: int
    outcomes: tuple[PlanOutcome, ...]
    skipped: tuple[Skipped, ...] = ()
    recovered: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()
    cut: str = ""
    """Who or what ended the night before all was done."""
    states: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """Plans that no run was begun for and that were not found unchanged: state, and why."""
    studies: tuple[StudyOutcome, ...] = ()
    """What came of the studies, which decides nothing about the plans."""

    @property
    def unreached(self) -> tuple[str, ...]:
        """Names of the plans that the night did not come to."""
        return tuple(outcome.plan for outcome in self.outcomes if outcome.state == UNREACHED)

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes besides the plans, a line each."""
        told = (
            ("Skipped", "; ".join(f"{each.name} ({each.why})" for each in self.skipped)),
            ("Closed, left open by a killed night", ", ".join(self.recovered)),
            ("No longer among the inputs", ", ".join(self.absent)),
            *(("Trouble", trouble) for trouble in self.troubles),
            *(
                ("Not answered", f"study {each.study} of {each.plan}: {in_one_line(each.reasons)}")
                for each in self.studies
                if each.state == "unanswered"
            ),
        )
        return tuple(f"{what}: {sentence}" for what, sentence in told if sentence)

    @property
    def counts(self) -> dict[str, int]:
        """The number of plans in each state; an unchanged plan that was refused counts as refused."""
        settled = ("", "published")
        return dict(Counter(each.state if each.was in settled else each.was for each in self.outcomes))

    @property
    def study_counts(self) -> dict[str, int]:
        """The number of studies that are answered, and that are not."""
        return dict(Counter(each.state for each in self.studies))

    def summary(self) -> dict[str, Any]:
        """The night for machines, in one object."""
        return {
            "started": self.started,
            "ended": self.ended,
            "seconds": round(self.seconds, 3),
            "exit_code": self.exit_code,
            "cut": self.cut,
            "counts": self.counts,
            "plans": [outcome.summary() for outcome in self.outcomes],
            "skipped": [asdict(each) for each in self.skipped],
            "recovered": list(self.recovered),
            "absent": list(self.absent),
            "troubles": list(self.troubles),
            "studies": [each.summary() for each in self.studies],
        }


def in_one_line(reasons: Sequence[str]) -> str:
    """Several reasons as one sentence; what ends with a colon leads to the next."""
    return "; ".join(reasons).replace(":; ", ": ")


def night_code(outcomes: Sequence[PlanOutcome], stopped: int) -> int:
    """The exit code of a night: 0 where every plan is published, or unchanged since; else the worst."""
    return worst_code((outcome.exit_code for outcome in outcomes), stopped)


def worst_code(ended: Iterable[int], stopped: int) -> int:
    """The worst of the exit codes of several plans, after ``stopped``, that of a signal; 0 where all are."""
    codes = {*ended} - {0}
    signals = [code for code in (stopped, *sorted(codes)) if code >= 128]
    return next(iter([*signals, *(code for code in WORST_FIRST if code in codes)]), 0)


SECONDS = 60.0
"""How long the command may take: mail servers are slow, but the night must end."""

LAST_LINES = 3
"""Lines of what the command said that are worth repeating."""


class NotifyError(ForcegenError):
    """The command of --notify cannot be run as it is written; said before the night begins."""

    exit_code = ExitCode.USAGE


def split_command(text: str) -> tuple[str, ...]:
    """Split a command into its words as a shell does; no shell ever sees it, so nothing else is expanded.

    Raises NotifyError where a quote is not closed, or there is no such program.
    """
    try:
        words = shlex.split(text, posix=os.name != "nt")
    except ValueError as error:
        raise NotifyError(
            f"--notify {text}: a quote is not closed; give each word with blanks in quotes"
        ) from error
    if os.name == "nt":  # there a backslash marks nothing, but quotes stay around a word
        quoted = [len(word) > 1 and word[0] == word[-1] and word[0] in "'\"" for word in words]
        words = [word[1:-1] if marked else word for word, marked in zip(words, quoted, strict=True)]
    if not words:
        raise NotifyError(
            "--notify is empty; give a command, such as: mail -s 'Force plans' planners@example.org"
        )
    if shutil.which(words[0]) is None:
        raise NotifyError(
            f"--notify {text}: there is no program {words[0]}; give its full path. A pipe, a redirection or "
            "several commands belong into a script of their own"
        )
    return tuple(words)


def notify(command: Sequence[str], summary: str, *, seconds: float = SECONDS) -> str:
    """Run the command with the summary on its standard input; returns what went wrong, "" if nothing did.

    It never raises and never waits longer than that many seconds: what became
    of the plans does not depend on it.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as output:
        given.write(summary.encode("utf-8", "replace"))
        given.seek(0)
        try:
            code = _run_command(command, given, output, seconds)
        except OSError as error:
            return f"the notify command {command[0]} could not be run: {error.strerror or error}"
        last = _last_lines(output)
    if code is None:
        return f"the notify command {command[0]} was ended after {seconds:g} s{last}"
    return f"the notify command {command[0]} failed with exit code {code}{last}" if code else ""


def _run_command(command: Sequence[str], summary: IO[bytes], output: IO[bytes], seconds: float) -> int | None:
    """The exit code of a command; None where it took too long and was ended with all that it started."""
    program = shutil.which(command[0]) or command[0]
    process = subprocess.Popen(
        [program, *command[1:]],
        stdin=summary,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:  # also when the night itself is interrupted
        if process.returncode is None:
            kill_group(process)
            process.wait()


def _last_lines(output: IO[bytes]) -> str:
    """The last lines of what a command said, on one line."""
    output.seek(max(0, output.seek(0, os.SEEK_END) - 2000))
    lines = [line.strip() for line in output.read().decode("utf-8", "replace").splitlines()]
    last = " / ".join([line for line in lines if line][-LAST_LINES:])
    return f": {last}" if last else ""

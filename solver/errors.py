"""Findings about the planner's tables, and the few error classes, each with its exit code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Literal

Severity = Literal["error", "warning", "note"]


class ExitCode(IntEnum):
    """What a command ends with; README's table says the same to its reader."""

    OK = 0
    """A plan was written, proved within the gap; ``check``, ``audit``: clean."""
    FAULT = 1
    """A fault in forcegen itself."""
    USAGE = 2
    """The command was called wrongly."""
    BAD_WORKBOOK = 3
    """The workbook has errors; ``audit``: the plan breaks a rule."""
    NO_PLAN = 4
    """No plan keeps the hard rules."""
    NOT_PROVED = 5
    """A plan was written, but not proved within the gap when the search ended."""
    NOTHING_FOUND = 6
    """No plan was found in the time."""
    REFUSED = 7
    """The nightly gate keeps a plan back, or a published plan is not what was published."""
    NOT_WRITTEN = 8
    """The output cannot be written."""
    SOLVER_FAILED = 9
    """The solver, or a library, is missing, does not fit or failed."""
    FOLDER_IN_USE = 10
    """Another run is at work in the output folder."""
    NIGHT_MISSED = 11
    """``history --expect``: a plan had no night for too long."""
    INTERRUPTED = 130
    """Stopped by Ctrl-C: 128 + SIGINT, by the custom of shells."""
    PIPE_CLOSED = 141
    """Who read the output went away, as in ``forcegen history | head -1``: 128 + SIGPIPE."""
    TERMINATED = 143
    """Stopped by SIGTERM: 128 + 15."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a finding is, in the planner's tables: sheet, sheet row, column header.

    ``row`` is the row number that Excel shows; ``column`` the declared header.
    Blank parts mean the whole row, sheet or workbook. ``in_lines``: the sheet is
    a text file, the row its line.
    """

    sheet: str = ""
    row: int | None = None
    column: str = ""
    in_lines: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing wrong (error), odd (warning) or worth knowing (note) about the planner's tables.

    ``message`` says what was found, what was expected and how to mend it;
    where it is stands in ``place``. ``cell`` is the address such as ``E14``:
    given by the workbook package, which alone knows where columns lie.
    """

    place: Place
    message: str
    severity: Severity = "error"
    cell: str = ""

    def __str__(self) -> str:
        place = self.place
        if not place.sheet:
            return self.message
        if self.cell:
            return f"{place.sheet}!{self.cell}: {self.message}"
        where = place.sheet
        if place.row is not None:
            where += f" {'line' if place.in_lines else 'row'} {place.row}"
        if place.column:
            where += f", {place.column}"
        return f"{where}: {self.message}"

    def record(self) -> dict[str, object]:
        """The finding as records keep it; a row without a known cell is named as a whole, ``12:12``."""
        row = self.place.row
        return {
            "sheet": self.place.sheet,
            "cell": self.cell or (f"{row}:{row}" if row is not None else ""),
            "severity": self.severity,
            "message": self.message,
        }


def told(sentence: str, severity: Severity = "error") -> Finding:
    """A finding about the run as a whole."""
    return Finding(place=Place(), message=sentence, severity=severity)


class ForcegenError(Exception):
    """Base of the errors that end a run with a sentence instead of a traceback."""

    exit_code: ClassVar[int] = ExitCode.FAULT
    record: dict[str, object] | None = None
    """The record of the run that it ended, where there was one."""


class PlanError(ForcegenError):
    """The workbook, or the tables of a script, have errors: carries every finding, each with its place.

    Its text says errors first, and what is none with its severity.
    """

    exit_code = ExitCode.BAD_WORKBOOK

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: Sequence[Finding] = tuple(findings)
        errors = [str(each) for each in self.findings if each.severity == "error"]
        others = [f"{each.severity}: {each}" for each in self.findings if each.severity != "error"]
        super().__init__("\n".join([*errors, *others]))


class NoPlanError(ForcegenError):
    """No plan keeps every hard rule; the message says which numbers to relax."""

    exit_code = ExitCode.NO_PLAN


class NothingFoundError(ForcegenError):
    """The time ran out before any plan was found."""

    exit_code = ExitCode.NOTHING_FOUND


class OutputError(ForcegenError):
    """The output cannot be written: open in Excel, no permission, disk full."""

    exit_code = ExitCode.NOT_WRITTEN


class SolverError(ForcegenError):
    """The solver that was asked for is missing, or failed."""

    exit_code = ExitCode.SOLVER_FAILED


class LibraryError(ForcegenError):
    """A library is missing, cannot be loaded, or is of a version that forcegen was not tried with."""

    exit_code = ExitCode.SOLVER_FAILED


class AuditError(ForcegenError):
    """The audit disagrees with the model: our own fault, nothing is written."""

    exit_code = ExitCode.FAULT

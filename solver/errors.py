"""Findings about the planner's tables, and the few error classes, each with its exit code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a finding is, in the planner's tables: sheet, sheet row, column header.

    ``row`` is the row number that Excel shows; ``column`` the declared header.
    Blank parts mean the whole row, sheet or workbook.
    """

    sheet: str = ""
    row: int | None = None
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing wrong (error) or odd (warning) with the planner's tables.

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
            where += f" row {place.row}"
        if place.column:
            where += f", {place.column}"
        return f"{where}: {self.message}"

    def record(self) -> dict[str, object]:
        """For machines; a row without a known cell is named as a whole, ``12:12``."""
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

    exit_code: ClassVar[int] = 1
    record: dict[str, object] | None = None
    """The record of the run that it ended, where there was one."""


class PlanError(ForcegenError):
    """The workbook has errors: carries every finding, each with its place."""

    exit_code = 3

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: Sequence[Finding] = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class NoPlanError(ForcegenError):
    """No plan keeps every hard rule; carries the least to give."""

    exit_code = 4


class NothingFoundError(ForcegenError):
    """The time ran out before any plan was found."""

    exit_code = 6


class OutputError(ForcegenError):
    """The output cannot be written: open in Excel, no permission, disk full."""

    exit_code = 8


class SolverError(ForcegenError):
    """The solver that was asked for is missing, or failed."""

    exit_code = 9


class LibraryError(ForcegenError):
    """A library is missing, cannot be loaded, or is of a version that forcegen was not tried with."""

    exit_code = 9


class AuditError(ForcegenError):
    """The audit disagrees with the model: our own fault, nothing is written."""

    exit_code = 1

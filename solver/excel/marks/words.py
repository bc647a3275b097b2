"""What tells our marks from the planner's own, also after another program has saved the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from solver.errors import Finding, Severity

SIGN = "forcegen check"
"""Stands in the formula of our fills and at the head of our notes, and nowhere else."""
PREFIX = f"{SIGN}: "
ONE_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said at one cell, such as ``E14``: the worst severity, and every message."""

    cell: str
    severity: Severity
    text: str


def writable(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without signs that no XML can hold: they quote cells, and cells can hold any."""
    return [
        replace(
            finding,
            message=ILLEGAL_CHARACTERS_RE.sub("", finding.message).encode(errors="replace").decode(),
        )
        for finding in findings
    ]


def marks_by_sheet(findings: Iterable[Finding]) -> dict[str, list[Mark]]:
    """The marks of each sheet, by its title as the planner spells it."""
    told: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.place.sheet and ONE_CELL.fullmatch(finding.cell):
            told.setdefault((finding.place.sheet, finding.cell), []).append(finding)
    marks: dict[str, list[Mark]] = {}
    for (title, cell), here in told.items():
        marks.setdefault(title, []).append(_mark(cell, here))
    return marks


def _mark(cell: str, findings: Sequence[Finding]) -> Mark:
    worst: Severity = "error" if any(finding.severity == "error" for finding in findings) else "warning"
    messages = dict.fromkeys(f"{finding.severity}: {finding.message}" for finding in findings)
    return Mark(cell, worst, PREFIX + "\n".join(messages))

"""The fill of a faulty cell: a conditional format, so that the planner's own fill stays beneath it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from solver.errors import Severity
from solver.workbook.graft.splice import Node, walk
from solver.workbook.marks.frame import Frame
from solver.workbook.marks.words import SIGN, Mark

ALWAYS = f'N("{SIGN}")=0'
"""A formula that always holds, by which our fills are known again."""
PRIORITY = re.compile(rb"""\bpriority\s*=\s*["']([0-9]+)["']""")


def put_fills(frame: Frame, marks: Iterable[Mark], formats: Mapping[Severity, int]) -> None:
    """Fill the cells, errors and warnings each in their own way.

    ``formats``: the number of each severity's format in the workbook's table of styles.
    """
    cells: dict[Severity, list[str]] = {}
    for mark in marks:
        cells.setdefault(mark.severity, []).append(mark.cell)
    taken = [int(number) for number in PRIORITY.findall(frame.document.source)]
    prefix = frame.root.prefix
    for priority, severity in enumerate(sorted(cells), start=max(taken, default=0) + 1):
        rule = (
            f'<{prefix}cfRule type="expression" dxfId="{formats[severity]}" priority="{priority}">'
            f"<{prefix}formula>{escape(ALWAYS)}</{prefix}formula></{prefix}cfRule>"
        )
        frame.insert("conditionalFormatting", {"sqref": " ".join(cells[severity])}, rule)


def remove_fills(frame: Frame) -> None:
    """Take our fills away, wherever rows and other programs have moved them."""
    for block in frame.root.all("conditionalFormatting"):
        rules = block.all("cfRule")
        ours = [rule for rule in rules if _is_ours(rule)]
        frame.document.remove([block] if ours and len(ours) == len(rules) else ours)


def _is_ours(rule: Node) -> bool:
    return any(SIGN in node.text for node in walk(rule) if node.name == "formula")

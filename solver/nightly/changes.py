"""What a run changed against the plan published before: worked out with the run, and kept beside its plan."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from solver.files.own_files import read_own
from solver.files.replace import replace_file
from solver.nightly.folder import RunFolder
from solver.record import shown_path
from solver.results.shown import Shown, from_json, to_json
from solver.text.visible import visible_json
from solver.version import VERSION

if TYPE_CHECKING:
    from solver.results.compare import Comparison
    from solver.runs.pipeline import Run


FILE = "changes.json"
"""Its name in a run's folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """A comparison of two plans: for machines, and in words."""

    record: Mapping[str, Any]
    shown: tuple[Shown, ...]


def keep_changes(run: RunFolder, published: Path, done: Run, scenario: str) -> None:
    """Compare a plan just written with the published one; where that is not kept, it is done later."""
    from solver.errors import ForcegenError
    from solver.results.compare import compare, evaluated
    from solver.runs.recheck import read_answer

    if done.solution is None or done.plan is None:
        return
    with contextlib.suppress(ForcegenError):
        after = evaluated("", done.plan, done.solution.allocation, done.solution.ranks)
        found = changes_of(compare(read_answer(published), replace(after, scenario=scenario)))
        told = {
            **_of(published, run.workbook),
            "record": found.record,
            "shown": to_json(found.shown),
        }
        text = visible_json(told)
        replace_file(run.path / FILE, text.encode() + b"\n", like=[run.input, published])


def changes_of(found: Comparison) -> Changes:
    """A comparison as it is kept."""
    from solver.results.compare.text import comparison_record, comparison_shown

    return Changes(record=comparison_record(found), shown=tuple(comparison_shown(found, titled=False)))


def kept_changes(run: RunFolder, published: Path) -> Changes | None:
    """What was kept of a run, if both workbooks are still the same, and so is this program; else None."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        told = json.loads(read_own(run.path / FILE))
        if all(told[name] == value for name, value in _of(published, run.workbook).items()):
            names = {"before": shown_path(published), "after": shown_path(run.workbook)}
            return Changes(record={**told["record"], **names}, shown=tuple(from_json(told["shown"])))
    return None


def _of(published: Path, plan: Path) -> dict[str, str]:
    """What a comparison depends on."""
    hashes = (hashlib.sha256(path.read_bytes()).hexdigest() for path in (published, plan))
    return {"tool": VERSION, **dict(zip(("before", "after"), hashes, strict=True))}

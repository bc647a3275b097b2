"""The outcome of a study on a night: what its run's record says of it, and where its files lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from solver.errors import ExitCode
from solver.nightly.folder import PlanFolder, RunFolder

STUDIES = "studies"
"""The folder of a plan in which its studies lie, from night to night."""

StudyState = Literal["answered", "unanswered"]

STUDY_FIELDS = {
    "study": "its name on sheet Studies",
    "kind": "sweep, withdraw, confidence or alternatives; blank where it was not asked",
    "state": "answered, or unanswered",
    "reasons": "why it is not answered, or what its answer lacks, a sentence each",
    "exit_code": "as its command would have ended; null where it was stopped, or not asked",
    "points": "points that are kept",
    "seconds": "how long its process took",
    "files": "its workbook and its answer, from the folder of the plan",
}
"""What a record says of a study: an entry of ``run.studies``."""

ENDED = (ExitCode.OK, ExitCode.NOT_PROVED, ExitCode.BAD_WORKBOOK, ExitCode.NO_PLAN)
"""Exit codes of studies that end the same when nothing has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyOutcome:
    """The outcome of a study. ``again``: whether it was not asked tonight, for its answer still holds."""

    plan: str
    study: str
    state: StudyState
    kind: str = ""
    reasons: tuple[str, ...] = ()
    exit_code: int | None = None
    points: int = 0
    seconds: float | None = None
    files: tuple[str, ...] = ()
    again: bool = False

    def entry(self) -> dict[str, Any]:
        """What the record of its run says of it."""
        told = asdict(self)
        return {name: told[name] for name in STUDY_FIELDS}

    def summary(self) -> dict[str, Any]:
        """The outcome for machines."""
        return asdict(self)

    def settled(self, plan: PlanFolder) -> bool:
        """Whether it would end the same again: then it is not asked, as long as its files are there."""
        there = all((plan.path / name).is_file() for name in self.files)
        return self.exit_code in ENDED and there


def outcomes_in(run: RunFolder) -> Iterator[StudyOutcome]:
    """What the record of a run says of studies."""
    for entry in run.record().get("run", {}).get("studies") or ():
        yield _outcome_in(entry, run.plan.name)


def _outcome_in(entry: Mapping[str, Any], plan: str) -> StudyOutcome:
    """What an entry says, whoever wrote it."""
    code, seconds, points = (entry.get(name) for name in ("exit_code", "seconds", "points"))
    return StudyOutcome(
        plan=plan,
        study=str(entry.get("study", "")),
        kind=str(entry.get("kind", "")),
        state="answered" if entry.get("state") == "answered" else "unanswered",
        reasons=_texts(entry.get("reasons")),
        exit_code=code if isinstance(code, int) else None,
        points=points if isinstance(points, int) else 0,
        seconds=float(seconds) if isinstance(seconds, int | float) else None,
        files=tuple(name for name in _texts(entry.get("files")) if _is_ours(name)),
    )


def _texts(found: object) -> tuple[str, ...]:
    return tuple(map(str, found)) if isinstance(found, list | tuple) else ()


def _is_ours(name: str) -> bool:
    """Whether a path leads to the studies of the plan, whatever somebody wrote into the record."""
    parts = PurePosixPath(name).parts
    return len(parts) > 1 and parts[0] == STUDIES and ".." not in parts and "\\" not in name


def within_plan(plan: PlanFolder, path: Path) -> str:
    """A file of a study as its record names it: from the folder of its plan."""
    return path.relative_to(plan.path).as_posix()

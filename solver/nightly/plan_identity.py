"""Which plan is meant: its name, its runs, and the fingerprint that says whether it has changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

from solver.errors import ExitCode, ForcegenError, SolverError
from solver.files.own_files import read_own
from solver.files.replace import replace_file
from solver.nightly.folder import LATEST, RUNS, PlanFolder, RunFolder, plans
from solver.nightly.inputs import file_hash
from solver.nightly.worker_process import Message
from solver.record import RunSpec, shown_path, versions
from solver.runs.request import EXCEL
from solver.text.file_names import name_hash, safe_file_name


class RunNotFoundError(ForcegenError):
    """No run, or more than one, has the name that was given; the message says which there are."""

    exit_code = ExitCode.USAGE


def find_run(outputs: Path, text: str) -> RunFolder:
    """Find the run that is meant: by its id, the beginning of that or of its hash, its plan, or its path.

    A plan's name means its last run, published or not. Raises RunNotFoundError where there is none, or more
    than one; with those that there are.
    """
    path = _as_path(outputs, text)
    if path is not None:
        return path
    every = plans(outputs)
    runs = [run for plan in every for run in plan.runs()]
    found = [run for run in runs if text and text in (run.id, f"{run.plan.name}/{run.id}")]
    if not found:
        names = {run: (run.id, run.id.partition("-")[2]) for run in runs}
        found = [run for run in runs if text and any(name.startswith(text) for name in names[run])]
    if len(found) == 1:
        return found[0]
    raise RunNotFoundError(_which(outputs, text, found, every))


def _as_path(outputs: Path, text: str) -> RunFolder | None:
    """The run at a path, seen from here or from the output folder; of a plan's folder the last."""
    return (run_at(Path(text)) or run_at(outputs / text)) if text else None


def run_at(path: Path) -> RunFolder | None:
    """The run whose folder a path is; of a plan's folder the last, of its latest the published one."""
    if path.name == LATEST and (latest := PlanFolder(path.parent).latest()):
        return latest
    if path.parent.name == RUNS and path.is_dir():
        return RunFolder(path)
    return runs[-1] if (path / RUNS).is_dir() and (runs := PlanFolder(path).runs()) else None


def _which(outputs: Path, text: str, matches: list[RunFolder], known_plans: list[PlanFolder]) -> str:
    """The message of an error with the runs that there are, so that the next try finds one."""
    if matches:
        shown = "\n".join(f"  {run.plan.name}/{run.id}" for run in matches[-12:])
        return f"{len(matches)} runs in {outputs} begin with '{text}'; name one of them:\n{shown}"
    if not known_plans:
        return (
            f"there is no run '{text}': {outputs} holds no runs; "
            "name the output folder of the nightly runs with --outputs"
        )
    last = [plan.runs()[-1] for plan in known_plans if plan.runs()]
    shown = "\n".join(f"  {run.plan.name}/{run.id}" for run in last[:12])
    more = f"\n  and {len(last) - 12} more plans" if len(last) > 12 else ""
    return f"there is no run '{text}' in {outputs}; the last run of each plan is\n{shown}{more}"


def plan_name(source: Path, scenario: str = "") -> str:
    """The name of a plan: ``ukraine`` for ukraine.xlsx, ``ukraine - force 10k`` for a scenario of it.

    A workbook with macros keeps its ending, ``ukraine.xlsm``. What a file
    system may not take, and signs that nobody sees, are replaced; a few letters then tell such names apart.
    """
    plain = source.suffix.casefold() == EXCEL[0]
    stem = unicodedata.normalize("NFC", shown_path(Path(source.stem if plain else source.name)))
    name = f"{stem} - {scenario}" if scenario else stem
    return safe_file_name(name, _told(source, scenario), "plan")


def plan_folder(outputs: Path, source: Path, scenario: str, taken: dict[str, tuple[str, str]]) -> PlanFolder:
    """The folder of a plan: the one that it has, else one that is no other's, nor would be on some disks.

    ``taken``: whose each name is tonight, by the name without case; this one is added.
    """
    mine, plain = (source_name(source), scenario), plan_name(source, scenario)
    names = (plain, f"{plain} {name_hash(_told(source, scenario))}")
    own = next((name for name in names if _owner(PlanFolder(outputs / name)) == mine), "")
    owners = [taken.get(plain.casefold()), *map(_owner, plans(outputs, called=plain))]
    name = own or (plain if all(owner in (None, mine) for owner in owners) else names[1])
    taken[name.casefold()] = mine
    return PlanFolder(outputs / name)


def source_name(source: Path) -> str:
    """The file name of a workbook, as every record can hold it."""
    return shown_path(Path(source.name))


def source_of(folder: PlanFolder) -> str:
    """The file name of the workbook that a plan is of; blank where it has no runs."""
    return (_owner(folder) or ("", ""))[0]


def _owner(folder: PlanFolder) -> tuple[str, str] | None:
    """The workbook and scenario that the runs in a folder are of; None where there are none."""
    for run in reversed(folder.runs()):
        about = run.record().get("run", {})
        if about.get("source"):
            return str(about["source"]), str(about.get("scenario", ""))
    return None


def _told(source: Path, scenario: str) -> str:
    """What tells a plan apart from all others."""
    return f"{source_name(source)}\n{scenario}"


def plan_fingerprint(source: str, content: str, spec: RunSpec) -> str:
    """A hash over a plan's name, content, settings and versions.

    ``source``: the workbook's file name, so that no two plans share a hash. ``content``: the hash of the
    planner's tables, or of the file where they cannot be read, "" where the file cannot. The published plan
    has no part in it: it changes with every night, and equal inputs lead back to it.
    """
    of = asdict(versions())
    of["python"] = ".".join(platform.python_version_tuple()[:2])
    of["solver"] = _solver_version(spec.search.solver)
    asked = replace(spec, baseline="").flags()
    told = json.dumps([source, content, spec.scenario, asked, spec.strict, of], sort_keys=True)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _solver_version(name: str) -> str:
    """The version of the solver that answers by a name; "" where it is missing, which its run then says.

    No program is started for it: one that hangs would hold up every plan of the night.
    """
    from solver.optimise.solver_here import (
        solver_here,  # a look at runs asks for no version
    )

    try:
        return solver_here(name, ask=False).version
    except (SolverError, PackageNotFoundError):
        return ""


CACHE_FILE = ".forcegen.looks.json"
"""Lies in the output folder; without it every workbook is read again."""


@dataclass(slots=True, kw_only=True)
class WorkbookCache:
    """What was seen in each workbook on earlier nights, with size and hash of its file.

    The hash alone decides whether a file is the same: an edit may leave its size and its time as they
    were, and a copy that differs in nothing has another time. The size only spares the hash.
    """

    path: Path
    known: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: bool = False

    @classmethod
    def open(cls, outputs: Path) -> WorkbookCache:
        """The cache of an output folder; empty where it cannot be trusted."""
        path = outputs / CACHE_FILE
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            told = json.loads(read_own(path))
            if told["digest"] == _digest(told["looks"]) and told["looks"]["versions"] == _cache_versions():
                return cls(path=path, known=told["looks"]["workbooks"])
        return cls(path=path)

    def recall(self, source: Path) -> Message | None:
        """The inspection of a workbook, if its file is the same; else None."""
        known = self.known.get(source_name(source))
        if known is None or file_hash(source, known["size"]) != known["sha256"]:
            return None
        answer: Message = known["answer"]
        return answer

    def note(self, source: Path, answer: Message) -> None:
        """Put an inspection into the cache; not that of a workbook that could not be read."""
        self.changed = True
        self.known.pop(source_name(source), None)
        if answer["read"]:
            size, sha256 = answer["file"]
            self.known[source_name(source)] = {"size": size, "sha256": sha256, "answer": answer}

    def write(self, sources: Sequence[Path]) -> None:
        """Write the cache for the next night, without the workbooks that are gone.

        Raises OutputError where it cannot be written; then the next night looks again.
        """
        if not self.changed:
            return
        there = {source_name(source) for source in sources}
        looks = {
            "versions": _cache_versions(),
            "workbooks": {name: seen for name, seen in self.known.items() if name in there},
        }
        text = json.dumps({"digest": _digest(looks), "looks": looks})
        replace_file(self.path, text.encode(), like=sources)


def _cache_versions() -> dict[str, str]:
    """The versions that a cache is of: another may see something else in the same file."""
    return asdict(versions())


def _digest(looks: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(looks, sort_keys=True).encode()).hexdigest()

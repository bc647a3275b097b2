"""What a plan depends on, as one hash: where it is the same as last night, there is nothing to solve."""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from solver.files.own_files import read_own
from solver.files.replace import replace_file
from solver.nightly.inputs import file_hash
from solver.nightly.plan_names import source_name
from solver.nightly.worker_process import Message
from solver.record import RunSpec, versions


def plan_fingerprint(source: str, content: str, spec: RunSpec) -> str:
    """A hash over a plan's name, content, settings and versions.

    ``source``: the workbook's file name, so that no two plans share a hash.
    ``content``: the hash of the planner's tables, or of the file where they
    cannot be read, "" where the file cannot. The published plan has no part in it: it changes with
    every night, and equal inputs lead back to it.
    """
    of = asdict(versions())
    of["python"] = ".".join(platform.python_version_tuple()[:2])
    of["solver"] = _solver_version(spec.search.solver)
    asked = replace(spec, baseline="").flags()
    told = json.dumps([source, content, spec.scenario, asked, spec.strict, of], sort_keys=True)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _solver_version(name: str) -> str:
    """The version of the built-in solver; that of any other is known only to itself."""
    if name.casefold() != "highs":
        return ""
    try:
        return version("highspy")
    except PackageNotFoundError:
        return ""


NAME = ".forcegen.looks.json"
"""Lies in the output folder; without it every workbook is read again."""


@dataclass(slots=True, kw_only=True)
class WorkbookCache:
    """What is known of workbooks by their file names: size and hash of the file, and what was seen in it.

    The hash alone decides whether a file is the same: an edit may leave its size and its time as they
    were, and a copy that differs in nothing has another time. The size only spares the hash.
    """

    path: Path
    known: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: bool = False

    @classmethod
    def open(cls, outputs: Path) -> WorkbookCache:
        """What the nights of an output folder have seen; nothing where that cannot be trusted."""
        path = outputs / NAME
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            told = json.loads(read_own(path))
            if told["digest"] == _digest(told["looks"]) and told["looks"]["versions"] == _versions():
                return cls(path=path, known=told["looks"]["workbooks"])
        return cls(path=path)

    def recall(self, source: Path) -> Message | None:
        """What was seen in a workbook, if the file is the same; None where it has to be looked at."""
        known = self.known.get(source_name(source))
        if known is None or file_hash(source, known["size"]) != known["sha256"]:
            return None
        answer: Message = known["answer"]
        return answer

    def note(self, source: Path, answer: Message) -> None:
        """Keep what was seen; of a workbook that could not be read nothing is kept."""
        self.changed = True
        self.known.pop(source_name(source), None)
        if answer["read"]:
            size, sha256 = answer["file"]
            self.known[source_name(source)] = {"size": size, "sha256": sha256, "answer": answer}

    def write(self, sources: Sequence[Path]) -> None:
        """Keep it for the next night, as far as the workbooks are still there.

        Raises
        ------
        OutputError
            If it cannot be written; then the next night looks again.
        """
        if not self.changed:
            return
        there = {source_name(source) for source in sources}
        looks = {
            "versions": _versions(),
            "workbooks": {name: seen for name, seen in self.known.items() if name in there},
        }
        text = json.dumps({"digest": _digest(looks), "looks": looks})
        replace_file(self.path, text.encode(), like=sources)


def _versions() -> dict[str, str]:
    """Another version may see something else in the same file."""
    return asdict(versions())


def _digest(looks: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(looks, sort_keys=True).encode()).hexdigest()

"""What lies in an output folder: plans, their runs, and which of them is published."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from solver.errors import OutputError
from solver.files.own_files import make_folder, narrow_folder, read_own
from solver.files.replace import DRAFT_PREFIX, DRAFT_SUFFIX, replace_file, writing
from solver.runs.request import EXCEL
from solver.text.visible import visible_json

RECORD, LOG, RUNS, LATEST = "run.json", "solver.log", "runs", "latest"
PAGE = "plan.html"

WORK = ".work"
"""A run's private folder, for what is not finished; gone when the run ends."""

STAMP = "%Y%m%dT%H%M%SZ"
"""How a run's id begins: the UTC time when it was made."""


_TEXTS = ("source", "scenario", "marking", "state", "started", "ended", "baseline", "identity", "host")


def is_sound(record: object) -> bool:
    """Whether what was read as a record has the shape of one, as far as anybody uses it."""
    if not isinstance(record, dict):
        return False
    about, totals, outputs = (record.get(name) for name in ("run", "totals", "outputs"))
    if "run" in record and not (isinstance(about, dict) and _is_told(about)):
        return False
    lists = (outputs, record.get("objectives"), record.get("findings"))
    return (totals is None or isinstance(totals, dict)) and all(
        each is None or (isinstance(each, list) and all(isinstance(row, dict) for row in each))
        for each in lists
    )


def _is_told(about: Mapping[str, Any]) -> bool:
    """Whether what a record says of its run has the shape of it, as far as anybody uses it."""
    published, reasons = about.get("published"), about.get("reasons")
    texts = [about.get(name) for name in _TEXTS]
    texts += list(published.values()) if isinstance(published, dict) else []
    texts += reasons if isinstance(reasons, list) else []
    studies = about.get("studies")
    return (
        all(text is None or isinstance(text, str) for text in texts)
        and (published is None or isinstance(published, dict))
        and (
            studies is None or (isinstance(studies, list) and all(isinstance(each, dict) for each in studies))
        )
        and (reasons is None or isinstance(reasons, list))
        and all(isinstance(about.get(name), int | float | None) for name in ("exit_code", "seconds"))
    )


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The folder of one run of a plan by the night: its record, its input, its plan, the solver's log."""

    path: Path

    @property
    def id(self) -> str:
        """The run's name: ``20261122T021500Z-1a2b3c4d``, in the order of the runs."""
        return self.path.name

    @property
    def made(self) -> datetime | None:
        """When the run was made, by its id; None where that says no time."""
        try:
            return datetime.strptime(self.id.split("-", maxsplit=1)[0], STAMP).replace(tzinfo=UTC)
        except ValueError:
            return None

    @property
    def plan(self) -> PlanFolder:
        """The plan that the run is one of."""
        return PlanFolder(self.path.parent.parent)

    @property
    def input(self) -> Path:
        """The workbook as it was read; not there where it could not be read."""
        return self._workbook("input")

    @property
    def workbook(self) -> Path:
        """The workbook with the plan; not there where there is none."""
        return self._workbook("plan")

    @property
    def page(self) -> Path:
        """The plan as a page; not there where there is none."""
        return self.path / PAGE

    @property
    def log(self) -> Path:
        """The log: what the solver said."""
        return self.path / LOG

    @property
    def work(self) -> Path:
        """The folder for what is not finished while the run goes on."""
        return self.path / WORK

    def record(self) -> dict[str, Any]:
        """The record of the run; empty where none can be read."""
        place = self.path / RECORD
        try:
            told = json.loads(read_own(place)) if place.is_file() else {}
        except (OSError, ValueError, RecursionError):
            return {}
        if not is_sound(told):
            return {}
        if "run" in told:  # the folder's names are the truth, whatever somebody wrote there
            told["run"] |= {"id": self.id, "plan": self.plan.name}
        return dict(told)

    def write_record(self, record: dict[str, Any], like: Sequence[Path] = ()) -> None:
        """Put the record in place of the old one, in a single step.

        ``like``: what it tells of besides the run's input; nobody may read it who may not read that.
        """
        text = visible_json(record, indent=2)
        replace_file(self.path / RECORD, text.encode() + b"\n", like=[self.input, *like])

    def _workbook(self, stem: str) -> Path:
        there = [self.path / f"{stem}{ending}" for ending in EXCEL]
        return next((path for path in there if path.is_file()), there[0])


@dataclass(frozen=True, slots=True)
class PlanFolder:
    """The folder of one plan: all its runs by the nights, and the one that is published."""

    path: Path

    @property
    def name(self) -> str:
        """The plan's name: the workbook's, with the scenario's behind it."""
        return self.path.name

    def runs(self) -> list[RunFolder]:
        """All runs, oldest first."""
        return [self.run(name) for name in self.run_ids()]

    def run_ids(self) -> list[str]:
        """The ids of all runs, oldest first; links are left out, for they lead to what is not ours."""
        if self.path.is_symlink() or (self.path / RUNS).is_symlink():
            return []
        try:
            names = sorted(entry.name for entry in os.scandir(self.path / RUNS) if _is_folder(entry))
        except OSError:
            return []
        return [name for name in names if not name.startswith(".")]

    def run(self, name: str) -> RunFolder:
        """The run of that id."""
        return RunFolder(self.path / RUNS / name)

    def latest(self) -> RunFolder | None:
        """The published run; None where there is none (or it is gone)."""
        run = self.marked()
        return run if run is not None and run.path.is_dir() else None

    def marked(self) -> RunFolder | None:
        """The run that latest names, whether or not it is still there; None where it names none."""
        mark = self.path / LATEST
        try:
            name = mark.readlink().name if mark.is_symlink() else read_own(mark).decode().strip()
        except (OSError, ValueError):
            return None
        run = RunFolder(self.path / RUNS / name)
        return run if run.id == name and not name.startswith(".") else None

    def publish(self, run: RunFolder) -> None:
        """Make this run the published one, in a single step: a link, or a file with its id where none can be.

        Raises OutputError where neither can be written; the run published before stays so.
        """
        mark = self.path / LATEST
        if mark.is_dir() and not mark.is_symlink():
            raise OutputError(f"cannot publish: {mark} is a folder, not a link to one; move it away")
        draft = self.path / f"{DRAFT_PREFIX}{secrets.token_hex(8)}{DRAFT_SUFFIX}"
        try:
            draft.symlink_to(Path(RUNS) / run.id, target_is_directory=True)
            draft.replace(mark)
        except OSError:
            with contextlib.suppress(OSError):
                draft.unlink()
            if mark.is_symlink():  # a file cannot take a folder's link's place everywhere
                with contextlib.suppress(OSError):
                    mark.unlink()
            replace_file(mark, run.id.encode() + b"\n")

    def new_run(self, fingerprint: str, now: datetime, *, private: bool = False) -> RunFolder:
        """An empty folder for a run that begins now; its id comes after all that are there, or published.

        ``private``: only its owner can look into it, nor into the plan's.

        Where the clock was set back, or two runs begin in one second, the id
        says one second more than the last one; the record has the clock's time.
        """
        runs = self.path / RUNS
        with writing(runs):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            for own in (self.path, runs):
                make_folder(own, private=private, there=True)
                if private:
                    narrow_folder(own)
            stamp = now.astimezone(UTC).replace(microsecond=0)
            there = [*self.runs(), *filter(None, [self.marked()])]  # latest may name one that is gone
            last = max((run.made for run in there if run.made), default=None)
            if last is not None and stamp <= last:
                stamp = last + timedelta(seconds=1)
            folder = runs / f"{stamp.strftime(STAMP)}-{fingerprint[:8]}"
            make_folder(folder, private=private)
        return RunFolder(folder)


def _is_folder(path: os.DirEntry[str] | Path) -> bool:
    """Whether it is a folder, not a link to one."""
    return not path.is_symlink() and path.is_dir()


def plans(outputs: Path, called: str | None = None) -> list[PlanFolder]:
    """All plans of an output folder, by name; ``called``: those of that name, in whatever case."""
    like = None if called is None else called.casefold()
    try:
        entries = [
            Path(entry.path)
            for entry in os.scandir(outputs)
            if like in (None, entry.name.casefold()) and _is_folder(entry)
        ]
    except OSError:
        return []
    found = [PlanFolder(path) for path in entries if _is_folder(path / RUNS)]
    return sorted(found, key=lambda plan: (plan.name.casefold(), plan.name))

"""Rounds of the fuzzing: each its own dice, so that any one of them can be run again."""

from __future__ import annotations

import io
import signal
import tempfile
import threading
import time
import traceback
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from . import amounts, beneath, columns, dates, marks, package, rows, words
from .books import KINDS, build
from .draft import Draft, Parts, Touch
from .habit import Habit
from .judge import Outcome, ending, outcome, verdict

SUBJECTS = (amounts, dates, words, rows, beneath, columns, marks, package)
HABITS: tuple[Habit, ...] = tuple(habit for subject in SUBJECTS for habit in subject.HABITS)
MOST_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Round:
    """One habit on one workbook; ``failure`` says why it got through, blank where it did not.

    ``ended``: what became of the plan. ``wanted``: the text by which habits were chosen.
    """

    seed: int
    number: int
    habit: str
    book: str
    touched: str
    failure: str
    ended: str
    seconds: float
    wanted: str = ""

    def __str__(self) -> str:
        again = f"python -m tests.habits --seed {self.seed} --only {self.number}"
        again += f' --habit "{self.wanted}"' if self.wanted else ""
        return f"{self.habit} | {self.book} | {self.touched} | {self.failure} | {again}"


def play(seed: int, number: int, *, keep: Path | None = None, wanted: str = "") -> Round:
    """A round: draw workbook, habit and place, read it, judge. ``keep``: where to leave the workbook."""
    dice = Random(f"{seed}:{number}")
    habits = [habit for habit in HABITS if wanted in habit.name]
    habit, kind, draft, touch = _drawn(dice, habits)
    began, ended = time.process_time(), "nothing"
    with tempfile.TemporaryDirectory() as folder:
        path = keep or Path(folder) / "plan.xlsx"
        path.write_bytes(_saved(draft))
        try:
            with _within(MOST_SECONDS):
                before, after = plain(kind), outcome(path)
                failure, ended = verdict(before, after, touch), ending(before, after)
        except TimeoutError:
            failure = f"no answer in {MOST_SECONDS:.0f} s"
        except Exception:  # noqa: BLE001, RUF100 - whatever it is, it is the failure that is looked for
            failure = "traceback: " + " / ".join(traceback.format_exc().strip().splitlines()[-3:])
    spent = time.process_time() - began
    return Round(seed, number, habit.name, kind, touch.what, failure, ended, spent, wanted)


@cache
def plain(kind: str) -> Outcome:
    """The workbook without any habit."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        path.write_bytes(_saved(Draft(build(kind), Random(0))))
        return outcome(path)


def _drawn(dice: Random, habits: list[Habit]) -> tuple[Habit, str, Draft, Touch]:
    """A habit, and a workbook that has a place for it."""
    while True:
        habit = dice.choice(habits)
        kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
        draft = Draft(build(kind), dice)
        touch = habit.apply(draft)
        if touch is not None:
            return habit, kind, draft, touch


def _saved(draft: Draft) -> bytes:
    """The workbook as a package, with what only the package can hold."""
    out = io.BytesIO()
    draft.book.save(out)
    if not draft.edits:
        return out.getvalue()
    with zipfile.ZipFile(out) as file:
        parts: Parts = {name: file.read(name) for name in file.namelist()}
    for edit in draft.edits:
        edit(parts)
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return changed.getvalue()


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raise TimeoutError after so much work of the processor, where the system can."""
    alarmed = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not alarmed:
        yield
        return

    def ring(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)

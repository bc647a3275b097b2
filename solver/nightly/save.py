"""What a process is asked to do when a planner has saved: solve the workbook, close to the plan before."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from solver.errors import ForcegenError
from solver.nightly.task import ended, reporter, sentences_of, why_none, without_changes
from solver.record import Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """A workbook that was saved, and what is asked of it.

    ``output``: where its plan goes. ``baseline``: the written plan that the
    planner wants to stay close to, ``before``: that of the save before, which
    counts where there is no other; "" for none. ``memory``: MB, None for no limit.
    """

    source: str
    output: str
    scenario: str = ""
    overrides: tuple[str, ...] = ()
    baseline: str = ""
    before: str = ""
    strict: bool = False
    flags: Flags = field(default_factory=Flags)
    memory: int | None = None

    def to_json(self) -> str:
        """As one line."""
        return json.dumps(asdict(self)) + "\n"


def save_of(line: str) -> Save | None:
    """The save that a line states; None where it states another task."""
    told = json.loads(line)
    if "output" not in told:
        return None
    return Save(**{**told, "flags": Flags(**told["flags"]), "overrides": tuple(told["overrides"])})


def solve_save(save: Save, say: Callable[[dict[str, Any]], None]) -> None:
    """Solve, audit and write, and say what came of it."""
    from solver.runs.pipeline import Request, run

    baseline = save.baseline or save.before
    source = Path(save.source)
    overrides = () if baseline else without_changes(source, save.scenario, save.overrides)
    try:
        done = run(
            Request(
                source=source,
                output=Path(save.output),
                scenario=save.scenario,
                overrides=(*save.overrides, *overrides),
                baseline=Path(baseline) if baseline else None,
                strict=save.strict,
                flags=replace(save.flags, baseline=save.baseline),
                progress=reporter(say),
            )
        )
    except ForcegenError as error:
        say(ended(error.exit_code, sentences_of(error), error.record))
        return
    say(ended(done.exit_code, why_none(done) if done.output is None else [], done.record))

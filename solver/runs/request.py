"""What a run is asked for, where its plan goes, and what it gives back."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from solver.errors import Finding, OutputError, PlanError
from solver.files.own_files import is_private, make_folders
from solver.record import Clock, RunFacts, RunSpec
from solver.runs.load import Loaded

if TYPE_CHECKING:
    import pandas as pd

    from solver.ledger.ledger import Ledger
    from solver.optimise import Progress, Search
    from solver.plan import Plan
    from solver.reasons.questions.question_pool import PoolProgress
    from solver.reasons.sentences import Section
    from solver.results.tables import Results
    from solver.runs.explain import Explanation
    from solver.runs.page_file import PageFile
    from solver.solution import ComparedScenario, Solution


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The request for one solve with its files: ``spec``, where it reads and writes, whom it tells."""

    source: Path
    output: Path | None = None
    named: bool = True
    """Whether somebody named the output; only then a link there leads on to the file."""
    spec: RunSpec = field(default_factory=RunSpec)
    before: Path | None = None
    """A written plan that changes are counted against where there is neither a baseline nor a present; it is
    not told of."""
    in_place: bool = False
    write_model: Path | None = None
    base_file: Path | None = None
    """Where the solved program is kept from one search to the next of nearly the same workbook."""
    aloud: bool = False
    """Whether the solver says on standard output what it does."""
    progress: Callable[[Progress], None] | None = None
    explain: float | None = None
    """Seconds in which questions about the plan are answered for its sheets; None: none is asked."""
    report: Callable[[PoolProgress], None] | None = None
    """Hears how far the questions are."""
    page: bool = False
    """Whether the page of the plan is written beside it."""

    @property
    def follow(self) -> bool:
        """Whether a link at the output leads on to the file."""
        return self.output is not None and self.named


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solved:
    """A run (one solve) after its search. ``output``: where the plan goes, None for nowhere."""

    request: Request
    loaded: Loaded
    options: Search
    solution: Solution
    facts: RunFacts
    output: Path | None
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Run:
    """A run (one solve of a workbook) that came to an end: its record, and what there is to show.

    ``why``: why there is no plan, and what to give for one, where none was found.
    ``backup``: what was at ``output`` and is no run's own, as it was.
    """

    exit_code: int
    record: dict[str, object]
    plan: Plan
    solution: Solution
    gap: float
    """Share within which a rank counts as proved."""
    results: Results | None = None
    ledger: Ledger | None = None
    """What the plan means; None where none was found."""
    why: tuple[Section, ...] = ()
    output: Path | None = None
    backup: Path | None = None
    page: PageFile | None = None
    """The page of the plan, where one was asked for."""
    no_page: bool = False
    """Whether one was asked for and could not be written; a warning says why."""
    findings: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()
    """What is worth knowing and no warning: of the present, if changes were counted against it."""
    price_cells: tuple[str, ...] = ()
    """The cell of each of the solution's prices, such as ``Drawdown caps!E5``."""
    compared: tuple[ComparedScenario, ...] = ()
    """This plan and those of the scenarios solved with it, itself first."""
    baseline: pd.DataFrame | None = None
    """The allocation that changes were counted against, where there is one."""
    explanation: Explanation | None = None
    """The answers to questions about the plan, where they were asked for."""


def output_of(request: Request) -> Path:
    """The path of the plan: as asked, the workbook itself, or ``outputs/<name>.xlsx``."""
    if request.in_place:
        return request.source
    return request.output or default_output(request.source)


def baseline_of(request: Request) -> Path | None:
    """The written plan that is asked for as baseline; None if there is none."""
    return Path(request.spec.baseline) if request.spec.baseline else None


def sources_of(request: Request) -> tuple[Path, ...]:
    """The files that a plan is made from."""
    others = (request.spec.baseline, request.spec.present, request.before)
    return (request.source, *(Path(each) for each in others if each))


log = logging.getLogger(__name__)

OUTPUTS = Path("outputs")
"""Where plans go that are not told where to; created when it is not there."""

EXCEL = (".xlsx", ".xlsm")
"""The endings of workbooks; a copy keeps its own, for Excel refuses macros under the other."""

TEMPLATES = {".xltx": ".xlsx", ".xltm": ".xlsm"}
"""The endings of templates, and those of the workbooks that Excel makes of them."""


def default_output(source: Path) -> Path:
    """The path of a plan where none is asked for; that of a template is a workbook."""
    return OUTPUTS / source.with_suffix(TEMPLATES.get(source.suffix.casefold(), source.suffix)).name


def refuse_output(source: Path, output: Path, *, in_place: bool = False) -> None:
    """Refuse to write over the planner's workbook unasked, or under a name that Excel would not open.

    Raises OutputError where the output is the workbook itself, or has an ending that Excel would not open.
    """
    same = False
    with contextlib.suppress(OSError):  # what cannot even be looked at is another's to complain of
        same = output.samefile(source)
    if same and not in_place:
        raise OutputError(
            f"cannot write {output}: it is the workbook itself, which stays as it is; "
            "name another file with --output, or ask for --in-place (a backup is kept)"
        )
    own = source.suffix.casefold()  # macros stay, a template may become a workbook
    endings = (own,) if own in EXCEL else (TEMPLATES[own], own) if own in TEMPLATES else (*EXCEL, own)
    if output.suffix.casefold() not in endings:
        raise OutputError(
            f"cannot write {output}: the plan is a copy of {source.name}; "
            f"give it a name that ends in {endings[0]}"
        )


def refuse_link_at_output(output: Path) -> None:
    """Refuse a link at an output that nobody named: somebody put it there, and it is not followed."""
    if output.is_symlink():
        raise OutputError(
            f"cannot write {output}: it is a link (to {output.readlink()}); where the plan belongs there, "
            f"name it with --output, else remove the link"
        )


def checked_output(request: Request, titles: Sequence[str]) -> Path | None:
    """The path of the plan, None for none; raises PlanError or OutputError where it could not be written.

    ``titles``: of the result sheets that it gets.
    """
    output = None if request.spec.relaxed else output_of(request)
    if output is not None:
        refuse_output(request.source, output, in_place=request.in_place)
        if not request.follow and not request.in_place:
            refuse_link_at_output(output)
        refuse_early(request.source, output, titles)
    return output


def clear_models(path: Path, ranks: int) -> None:
    """Refuse before a long search a program that cannot be written; keep what others left at its place.

    A program that forcegen wrote is simply replaced.
    """
    from solver.excel.write import check_output
    from solver.files.replace import keep_file

    later = (path.with_name(f"{path.stem}.{rank}{path.suffix}") for rank in range(2, ranks + 1))
    for model in (path, *later):
        check_output(model, follow=model == path)
        planted = model != path and model.is_symlink()  # goes, and is not read
        if model.is_file() and not planted and not _is_program(model):
            log.warning(
                "warning: %s is no program of forcegen's; the file as it was: %s", model, keep_file(model)
            )


def _is_program(model: Path) -> bool:
    """Whether forcegen wrote a file of a program; LP and MPS both name their writer at the top."""
    from solver.files.replace import writing

    with writing(model), model.open("rb") as file:
        return b"forcegen" in file.read(64)


def refuse_early(source: Path, output: Path, titles: Sequence[str]) -> None:
    """Refuse before a long search what would keep its answer from being written; ``titles``: its sheets.

    A file that is open elsewhere or read-only may be closed until then, so that it stops nothing.
    """
    from solver.excel.patch import name_clashes
    from solver.excel.write import check_output, check_place

    clashes = name_clashes(source.read_bytes(), titles)
    if clashes:
        raise PlanError(clashes)
    make_output_folder(source, output)
    why, _ = check_place(output)
    if why:
        log.warning(
            "warning: %s: %s; mend that while the search runs, or the plan is kept beside it "
            "under another name",
            output,
            why,
        )
    check_output(record_path(output), follow=False)


def make_output_folder(source: Path, output: Path) -> None:
    """Make the folder of an output, and those above it, where they are not there."""
    try:
        make_folders(output.parent, private=is_private([source]))
    except OSError as error:
        raise OutputError(
            f"cannot create the folder {output.parent} here: {error.strerror}; "
            "name a file with --output, in a folder that is there"
        ) from error


def record_path(output: Path) -> Path:
    """The path of a run's record: beside the workbook, ``<output>.run.json``."""
    return output.with_name(output.name + ".run.json")
